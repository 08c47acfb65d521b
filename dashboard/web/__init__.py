"""Settings of HTTP: headers, limits, errors, health, logs, one response cache, static files."""
