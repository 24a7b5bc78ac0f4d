"""The addresses of the embedded services, in the form that settings take."""

from urllib.parse import parse_qs, quote, urlsplit

from embedded.places import Places, places
from embedded.valkey import socket_path


def urls() -> dict[str, str]:
    """Addresses and secrets of this clone; the secrets are made when missing."""
    here = places()
    broker = quote(str(socket_path(here)))
    word = here.secrets["valkey"]
    return {
        "DATABASE_URL": _database(here, "tracker", "tracker_app", "tracker"),
        "DATABASE_OWNER_URL": _database(here, "tracker", "tracker_owner", "tracker"),
        "LANDING_DATABASE_URL": _database(here, "landing", "landing_admin", "landing"),
        "REDIS_URL": f"redis+socket://:{word}@{broker}?virtual_host=0",
        "SECRET_KEY": here.secrets["secret_key"],
    }


def redis_client_url(url: str) -> str:
    """Celery's form of a socket's address, in the form the redis client takes."""
    parts = urlsplit(url)
    if parts.scheme != "redis+socket":
        return url
    database = parse_qs(parts.query).get("virtual_host", ["0"])[0]
    return f"unix://{parts.netloc}{parts.path}?db={database}"


def _database(here: Places, cluster: str, role: str, name: str) -> str:
    place = quote(str(here.sockets / cluster))
    return f"postgres://{role}:{here.secrets[role]}@/{name}?host={place}"
