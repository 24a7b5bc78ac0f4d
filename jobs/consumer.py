"""The part of a Celery worker that listens to the broker."""

from collections.abc import Callable
from functools import partial
from typing import Any

import structlog
from celery.worker.consumer import Consumer as CeleryConsumer

log = structlog.get_logger(__name__)


class Consumer(CeleryConsumer):
    """Outlives the loss of its connection in each moment.

    When a connection is lost while messages are not acknowledged, kombu 5.7 looks for
    the address of a transport that has none any more: while closing it, and again
    when a job ends whose message came through it. The worker would end by that, with
    all that it is doing. Here it counts as what it is, a connection that is lost.

    And what could not be acknowledged would keep its place for ever: a worker that
    takes one message at a time would never take another. So it connects again.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lost: Any = self.connection_errors  # type: ignore[has-type]
        self.connection_errors = (*lost, AttributeError)

    def on_connection_error_after_connected(self, error: Exception) -> None:
        try:
            super().on_connection_error_after_connected(error)
        except AttributeError as trouble:
            log.warning("broker_connection_not_closed", reason=str(trouble))

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
