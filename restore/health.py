"""What restores need: the landing server, and a sandbox for data directories."""

import psycopg
from django.conf import settings
from psycopg.conninfo import conninfo_to_dict

from embedded.binaries import VERSIONS, are_there, binaries
from embedded.sandbox.levels import level
from tracker.health import UnwellError, health_check, postgresql

LACKING = {
    True: "Data directories are refused until bubblewrap is installed.",
    False: "Data directories are opened by an unprivileged account with limits only, "
    "until bubblewrap is installed.",
}


@health_check(
    "landing server",
    title="Database server",
    is_server=True,
    advice="Start it, or correct LANDING_DATABASE_URL. Restores fail until it answers; "
    "figures, gathering and reports need it not.",
)
def landing_server() -> str:
    try:
        parameters = conninfo_to_dict(settings.LANDING_DATABASE_URL)
    except psycopg.ProgrammingError:  # whose text may have the password in it
        raise UnwellError("LANDING_DATABASE_URL is no address of PostgreSQL.") from None
    return postgresql(**parameters)


@health_check(
    "sandbox",
    advice="Install bubblewrap where the workers run; the administrator's guide says "
    "what it needs.",
    required=False,
)
def sandbox() -> str:
    """What data directories are opened in, on this machine."""
    major = next(filter(are_there, sorted(VERSIONS, reverse=True)), None)
    if major is None:
        return "not tried, as no programs of PostgreSQL are here yet"
    if found := level(binaries(major)):
        return found
    raise UnwellError(f"none here. {LACKING[settings.RESTORE_REQUIRE_SANDBOX]}")
