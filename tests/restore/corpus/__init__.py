"""Hostile and broken backups, made by the tests: inputs 1 to 39 and 51."""
