"""The broker wakes workers. It may be slow, full or gone without blocking a page."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from kombu.exceptions import OperationalError
from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

from embedded import redis_client_url
from tracker.celery import app

PATIENCE = 2  # seconds
HURRY = 0.7
RETRY_ONCE = {"max_retries": 1, "interval_start": 0, "interval_step": 0}


class BrokerError(Exception):
    """The broker did not do it, and why, in one sentence."""


@contextmanager
def client() -> Iterator[Redis]:
    """A connection of its own: a question is not queued behind the workers' waiting."""
    connection = Redis.from_url(
        redis_client_url(settings.REDIS_URL),
        socket_connect_timeout=PATIENCE,
        socket_timeout=PATIENCE,
        retry=Retry(NoBackoff(), 0),
    )
    try:
        with unavailable(), connection:
            yield connection
    finally:
        connection.close()


def send(task: str, *args: Any, queue: str, expires: float | None = None) -> None:
    """On a connection of its own, whose short timeouts a page can wait for."""
    options = {
        **settings.CELERY_BROKER_TRANSPORT_OPTIONS,
        "socket_timeout": HURRY,
        "socket_connect_timeout": HURRY,
    }
    with (
        unavailable(),
        app.connection_for_write(
            settings.REDIS_URL, transport_options=options
        ) as connection,
    ):
        app.send_task(
            task,
            args,
            queue=queue,
            expires=expires,
            connection=connection,
            retry=True,
            retry_policy=RETRY_ONCE,
        )


def waiting(queue: str) -> int:
    """How many messages no worker has taken yet."""
    prefix = settings.CELERY_BROKER_TRANSPORT_OPTIONS.get("global_keyprefix", "")
    with client() as connection:
        return int(connection.llen(f"{prefix}{queue}"))


@contextmanager
def unavailable() -> Iterator[None]:
    try:
        yield
    except (OperationalError, RedisError, OSError) as error:
        reason = str(error).strip().rstrip(".") or type(error).__name__
        raise BrokerError(f"The message queue does not respond: {reason}.") from error
