"""Councils, counties and regions of December 2014, and what became of them."""
