"""The data API, version 1: what a view holds, for programs."""
