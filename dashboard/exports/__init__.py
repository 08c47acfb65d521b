"""A view as files: CSV, workbook, GeoJSON, 360Giving JSON and all of them in a ZIP."""
