"""PostgreSQL and Valkey that come with the package.

The default when DATABASE_URL is not set. Plain Python: settings import it.
"""

from .addresses import redis_client_url, urls
from .binaries import binaries, check_floor
from .errors import EmbeddedError
from .places import work_directory
from .services import revive, services

__all__ = [
    "EmbeddedError",
    "binaries",
    "check_floor",
    "redis_client_url",
    "revive",
    "services",
    "urls",
    "work_directory",
]
