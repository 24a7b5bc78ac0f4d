"""An upgrade: a tracker of an earlier version, migrated to today's code.

`0.1.0.sql.gz` is such a tracker, as plain SQL. It stays as that version left it; a
later version adds a file of its own:

    .venv/bin/python -m tests.upgrade

fills the tests' database with the small demo of `demo.py`, and dumps it to
`tests/upgrade/VERSION.sql.gz`, with the version of pyproject.toml.
"""
