"""What jobs need: the message queue, and the processes that run them."""

from functools import partial

from jobs import broker
from jobs.presence import RECONCILER, RESTORE_WORKER, WORKER, ServiceKind, running
from tracker.health import UnwellError, health_check

ADVICE = {
    WORKER: "Start a worker. Without it, gathering, reports and deletions wait.",
    RESTORE_WORKER: "Start a restore worker. Without it, restores wait.",
    RECONCILER: "Start a reconciler. Without it, jobs from a crashed worker are not "
    "restarted or cleaned up.",
}


@health_check(
    "broker",
    title="Message queue",
    is_server=True,
    advice="Start the message queue or correct REDIS_URL. Jobs requested in the "
    "meantime wait and are not lost.",
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


def seen(kind: ServiceKind) -> str:
    hosts = sorted(running(kind).values_list("host", flat=True))
    if not hosts:
        raise UnwellError("Not running.")
    return f"Running on {', '.join(hosts)}"


for kind, advice in ADVICE.items():
    health_check(
        kind.name, advice=advice, required=False, a_process=True, asks_database=True
    )(partial(seen, kind))
