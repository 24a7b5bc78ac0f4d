"""PostgreSQL and Valkey that come with the package.

The default when DATABASE_URL is not set. Plain Python: settings import it.
"""

from embedded.addresses import redis_client_url, urls
from embedded.binaries import binaries, check_floor
from embedded.errors import EmbeddedError
from embedded.libpq import forget_all, forget_redirections
from embedded.places import work_directory
from embedded.services import revive, services

__all__ = [
    "EmbeddedError",
    "binaries",
    "check_floor",
    "forget_all",
    "forget_redirections",
    "redis_client_url",
    "revive",
    "services",
    "urls",
    "work_directory",
]
