"""Plain SQL dumps, read and loaded without psql. No Django here."""
