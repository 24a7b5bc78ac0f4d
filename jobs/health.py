"""What jobs need: the broker, and the processes that take them."""

from functools import partial

from jobs import broker
from jobs.presence import RECONCILER, RESTORE_WORKER, WORKER, Kind, running
from tracker.health import UnwellError, health_check

ADVICE = {
    WORKER: "Start one: without it gathers, reports and drops stay in the queue.",
    RESTORE_WORKER: "Start one: without it restores stay in the queue.",
    RECONCILER: "Start one: without it nobody takes back the jobs of a worker that "
    "died, or cleans up after it.",
}


@health_check(
    "broker",
    advice="Start it, or correct REDIS_URL. What is asked for meanwhile waits in its "
    "queue and is not lost.",
    to_serve=True,
)
def ping() -> str:
    try:
        with broker.client() as session:
            session.ping()
            info = session.info("server")
    except broker.BrokerError as error:
        raise UnwellError(str(error)) from error
    name = info.get("server_name", "redis").capitalize()
    return f"{name} {info.get(f'{name.lower()}_version', '')}".strip()


def seen(kind: Kind) -> str:
    hosts = sorted(running(kind).values_list("host", flat=True))
    if not hosts:
        raise UnwellError("not running")
    return f"running on {', '.join(hosts)}"


for kind, advice in ADVICE.items():
    health_check(
        kind.name, advice=advice, required=False, a_process=True, asks_database=True
    )(partial(seen, kind))
