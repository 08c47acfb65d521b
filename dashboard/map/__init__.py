"""The map: figure, still SVG, projection, palette and keyboard navigation."""
