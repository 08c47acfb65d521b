"""Tables as text, the rules for their cells, and the faults found in them."""
