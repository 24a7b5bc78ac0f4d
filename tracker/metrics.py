"""What Prometheus reads: requests of all web processes, and gauges of the rooms.

Each room registers in its gauges.py what it counts. A gauge is asked when somebody
reads it; what cannot be found out is left out, and never given as 0. Names of
customers, projects and people are not for labels.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass

import structlog
from django.db import Error, connection, transaction
from prometheus_client import REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

log = structlog.get_logger(__name__)

PATIENCE_MS = 2000  # of the database, for each of its gauges
Values = Iterable[tuple[tuple[str, ...], float]]  # labels, and the figure
Ask = Callable[[], Values]


@dataclass(frozen=True)
class Gauge:
    name: str
    meaning: str
    labels: tuple[str, ...]
    ask: Ask
    asks_database: bool

    def family(self) -> Metric:
        family = GaugeMetricFamily(self.name, self.meaning, labels=self.labels)
        for labels, value in self.ask():
            family.add_metric(labels, value)
        return family


_gauges: dict[str, Gauge] = {}


def gauge(
    name: str, meaning: str, *labels: str, asks_database: bool = True
) -> Callable[[Ask], Ask]:
    """Registers a function that gives the values of each combination of labels."""

    def register(ask: Ask) -> Ask:
        name_in_full = f"tracker_{name}"
        _gauges[name] = Gauge(name_in_full, meaning, labels, ask, asks_database)
        return ask

    return register


class Gauges(Collector):
    def collect(self) -> Iterator[Metric]:
        yield from known(each for each in _gauges.values() if not each.asks_database)
        yield from from_database()


def from_database() -> list[Metric]:
    of_rooms = [each for each in _gauges.values() if each.asks_database]
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL statement_timeout = {PATIENCE_MS}")
            return list(known(of_rooms))
    except Error as error:  # it is away, so none of them is known
        log.warning("metrics_without_database", reason=str(error))
        return []


def known(gauges: Iterable[Gauge]) -> Iterator[Metric]:
    for each in gauges:
        try:
            with transaction.atomic() if each.asks_database else nullcontext():
                family = each.family()
        except (Error, OSError) as error:
            log.warning("metric_unknown", metric=each.name, reason=str(error))
        else:
            if family.samples:
                yield family


def exposition() -> bytes:
    """The text that is read; of all web processes where there are several."""
    registry = CollectorRegistry()
    registry.register(Gauges())
    return requests_served() + generate_latest(registry)


def requests_served() -> bytes:
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest(REGISTRY)
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry)
