"""Build-time side of the map: read, check, attribute and publish the awards and boundaries."""
