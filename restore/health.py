"""What restores need: the database server, and a sandbox for data directories."""

import psycopg
from django.conf import settings
from psycopg.conninfo import conninfo_to_dict

from embedded.binaries import VERSIONS, are_there, binaries
from embedded.sandbox.levels import level
from tracker.health import UnwellError, health_check, postgresql

LACKING = {
    True: "Until bubblewrap is installed, data directories are refused.",
    False: "Until bubblewrap is installed, data directories are opened under a "
    "restricted account only.",
}


@health_check(
    "landing server",
    title="Database server",
    is_server=True,
    advice="Start it, or correct LANDING_DATABASE_URL. Restores fail until it "
    "responds. Measurements and reports are not affected.",
)
def landing_server() -> str:
    try:
        parameters = conninfo_to_dict(settings.LANDING_DATABASE_URL)
    except psycopg.ProgrammingError:  # whose text may have the password in it
        raise UnwellError(
            "LANDING_DATABASE_URL is not a valid PostgreSQL address."
        ) from None
    return postgresql(**parameters)


@health_check(
    "sandbox",
    advice="Install bubblewrap where the workers run, as described in the "
    "administrator's guide.",
    required=False,
)
def sandbox() -> str:
    """What data directories are opened in, on this machine."""
    major = next(filter(are_there, sorted(VERSIONS, reverse=True)), None)
    if major is None:
        return "Not tested yet. PostgreSQL's programs are not installed here."
    if found := level(binaries(major)):
        return found
    raise UnwellError(
        f"No sandbox on this machine. {LACKING[settings.RESTORE_REQUIRE_SANDBOX]}"
    )
