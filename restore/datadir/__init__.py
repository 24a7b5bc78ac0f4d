"""Backups that are a whole data directory: files of a server, not a dump.

Such a directory is code as much as it is data. Known files only are copied into a
fresh folder; PostgreSQL's own programs, of the same major version, open that folder in
a sandbox; and all that comes out of there is pg_dump's text, which is read and trusted
no more than a plain dump by a stranger.
"""
