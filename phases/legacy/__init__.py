"""The earlier tool's SQLite file, imported with every row accounted for.

`source` knows its tables, `values` reads the text in its cells, `ledger` keeps the
outcome of each row, `importer` and `measurements` store rows through the services.
"""
