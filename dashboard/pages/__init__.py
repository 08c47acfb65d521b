"""Routes and pages that need no script."""
