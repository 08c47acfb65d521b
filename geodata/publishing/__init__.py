"""Write what the dashboard serves: boundaries, catalogue, awards and front-end files."""
