"""The part of a Celery worker that listens to the broker."""

import time
from collections.abc import Callable
from functools import partial
from typing import Any

import structlog
from celery.worker.consumer import Consumer as CeleryConsumer
from celery.worker.state import maybe_shutdown
from kombu.exceptions import KombuError
from redis import RedisError

log = structlog.get_logger(__name__)

LONGEST_PAUSE = 30.0
STEP = 0.2


class Consumer(CeleryConsumer):
    """Outlives the loss of its connection in each moment.

    When a connection is lost while messages are not acknowledged, kombu 5.7 looks for
    the address of a transport that has none any more: while closing it, and again
    when a job ends whose message came through it. The worker would end by that, with
    all that it is doing. Here it counts as what it is, a connection that is lost.

    And what could not be acknowledged would keep its place for ever: a worker that
    takes one message at a time would never take another. So it connects again.

    A broker that answers, but refuses (it is full, read-only, or may not write to its
    disk) counts as lost too, while Celery would end the worker. Connecting succeeds
    then, so there is a pause before it, which grows until a connection outlives it.
    """

    pause = 0.0
    began = 0.0  # when the connection was made, or else sought

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lost: Any = self.connection_errors  # type: ignore[has-type]
        self.connection_errors = (*lost, AttributeError, RedisError, KombuError)

    def connect(self) -> Any:
        self.began = time.monotonic()
        connection = super().connect()
        self.began = time.monotonic()
        return connection

    def on_connection_error_before_connected(self, error: Exception) -> None:
        super().on_connection_error_before_connected(error)
        self.wait(error)

    def on_connection_error_after_connected(self, error: Exception) -> None:
        try:
            super().on_connection_error_after_connected(error)
        except AttributeError as trouble:
            log.warning("broker_connection_not_closed", reason=str(trouble))
        self.wait(error)

    def wait(self, error: Exception) -> None:
        """Unless the worker is asked to end."""
        lasted = time.monotonic() - self.began
        self.pause = 1.0 if lasted > self.pause else min(self.pause * 2, LONGEST_PAUSE)
        log.warning("broker_unusable", reason=str(error), next_try_in=f"{self.pause} s")
        until = time.monotonic() + self.pause
        while time.monotonic() < until:
            maybe_shutdown()
            time.sleep(STEP)

    def create_task_handler(self, *args: Any, **kwargs: Any) -> Callable[[Any], Any]:
        handle = super().create_task_handler(*args, **kwargs)

        def on_task_received(message: Any) -> Any:
            message.ack_log_error = partial(self.settle, message, message.ack)
            message.reject_log_error = partial(self.settle, message, message.reject)
            return handle(message)

        return on_task_received

    def settle(
        self, message: Any, act: Callable[..., Any], _: Any, errors: Any, *args: Any
    ) -> None:
        """Acknowledge or reject it; raises if the current connection fails."""
        try:
            act(*args)
        except errors as error:
            log.warning("message_not_settled", reason=str(error))
            if self.connection and message.channel.connection is (
                self.connection.transport
            ):
                raise
