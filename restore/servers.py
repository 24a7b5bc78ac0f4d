"""From the rows of landing servers to the servers themselves."""

from django.conf import settings

from files.errors import Refused
from restore.landing.server import Server, harden, require_usable
from restore.models import DatabaseServer


def landing(row: DatabaseServer) -> Server:
    if not row.address:
        raise Refused(
            "no_server",
            f"The address of the database server {row} is not known here. "
            f"Set {row.address_variable}.",
        )
    return Server(row.address, settings.SECRET_KEY)


def ready(row: DatabaseServer) -> Server:
    """A server that answers, is new enough and closed to strangers."""
    server = landing(row)
    require_usable(server)
    harden(server)
    return server
