"""Parse cells: amounts, dates, organisations, codes."""
