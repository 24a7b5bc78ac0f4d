"""The variables by which a PostgreSQL client is told where to go, and how.

Our addresses say all that. What a person's shell has for psql would slip in where
they say nothing: PGHOSTADDR and PGSERVICE even lead elsewhere.
"""

import os

from psycopg.pq import Conninfo

# libpq reads these too, though they are no parameters of a connection.
UNLISTED = (
    "PGDATESTYLE",
    "PGGEQO",
    "PGLOCALEDIR",
    "PGSERVICEFILE",
    "PGSYSCONFDIR",
    "PGTZ",
)
# The others are credentials, certificates and manners, which an address may leave out.
REDIRECTING = (
    "PGDATABASE",
    "PGHOST",
    "PGHOSTADDR",
    "PGLOADBALANCEHOSTS",
    "PGPORT",
    "PGSERVICE",
    "PGTARGETSESSIONATTRS",
    "PGUSER",
)


def forget_all() -> None:
    """For servers of our own: neither we nor our children know any of them."""
    _forget(*UNLISTED, *_listed())


def forget_redirections() -> None:
    """For servers of the operator's own, whose addresses are given in full."""
    _forget(*REDIRECTING)


def _listed() -> list[str]:
    options = Conninfo.get_defaults()
    return [option.envvar.decode() for option in options if option.envvar]


def _forget(*names: str) -> None:
    for name in names:
        os.environ.pop(name, None)
