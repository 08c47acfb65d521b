"""Boundaries: read, check, simplify, compare and draw them."""
