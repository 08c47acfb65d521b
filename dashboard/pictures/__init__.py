"""A view as SVG and PNG."""
