"""What is published of a fund: its rounds and bids, and the tables made of them."""
