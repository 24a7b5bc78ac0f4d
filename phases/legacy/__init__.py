"""The earlier tool's SQLite file, taken over with every row accounted for.

`source` reads it without trusting it, `values` reads what stands in its cells,
`ledger` keeps what became of each row, `importer` stores it through the services.
"""
