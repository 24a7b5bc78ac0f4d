"""Landing servers: where backups are loaded, checked, published and read.

Plain psycopg, no Django: a server is known by its address. The admin role is not a
superuser; what a backup may do is what its `load_…` role may do.
"""
