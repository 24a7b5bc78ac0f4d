"""Counters that all processes share, in the message queue's server.

Nothing of value is kept there, and pages do without it: while it is away, each question
has the answer that lets people go on.
"""

import json
from collections.abc import Callable
from time import monotonic
from typing import Any

import structlog
from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)
REST = 5.0  # seconds in which a server that did not answer is not asked again


class Json:
    """No pickles: they would let whoever can write to the server run code here."""

    def dumps(self, value: Any) -> str:
        return json.dumps(value)

    def loads(self, data: bytes) -> Any:
        return json.loads(data)


class PatientCache(RedisCache):
    asked_again_at = 0.0  # of the process, whose threads each have a cache

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return self._ask(
            lambda: super(PatientCache, self).get(key, default, version), default
        )

    def set(
        self,
        key: Any,
        value: Any,
        timeout: Any = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> None:
        self._ask(
            lambda: super(PatientCache, self).set(key, value, timeout, version), None
        )

    def add(
        self,
        key: Any,
        value: Any,
        timeout: Any = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> bool:
        return bool(
            self._ask(
                lambda: super(PatientCache, self).add(key, value, timeout, version),
                True,
            )
        )

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        return int(
            self._ask(lambda: super(PatientCache, self).incr(key, delta, version), 0)
        )

    def delete(self, key: Any, version: int | None = None) -> bool:
        return bool(
            self._ask(lambda: super(PatientCache, self).delete(key, version), False)
        )

    def clear(self) -> None:
        raise NotImplementedError("This would empty the message queue too.")

    def _ask(self, question: Callable[[], Any], otherwise: Any) -> Any:
        if monotonic() < PatientCache.asked_again_at:
            return otherwise
        try:
            return question()
        except RedisError as error:
            PatientCache.asked_again_at = monotonic() + REST
            log.warning("login_attempts_not_counted", reason=str(error))
            return otherwise
