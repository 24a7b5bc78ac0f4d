"""Backups that are a whole data directory: files of a server, not a dump.

Such a directory is code as much as data. Only known files are copied into a fresh
folder. PostgreSQL's own programs, of the same major version, open that folder in a
sandbox. Only pg_dump's text comes out, and it is trusted no more than a stranger's
plain dump.
"""
