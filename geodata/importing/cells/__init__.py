"""What a cell says: an amount, a date, an organisation, a code."""
