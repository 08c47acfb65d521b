"""What the build and the dashboard share: codes, classes, slugs, errors and formats."""
