"""Written names of councils, and the areas that they mean."""
