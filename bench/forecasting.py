"""The forecast against "average since the baseline", on series whose end is known.

Every measurement with something left is a cut: what is forecast from those up to it is
compared with the end. That is somewhere between the last measurement with something
left and the next one, so a date between these two counts by its share of that time.
"""

import csv
import sys
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path
from statistics import fmean
from typing import Self

from bench import libraries
from bench.series import Series, generated
from phases.forecast import Calendar, End, Forecast, Point, forecast
from phases.forecast.rates import average_days, joined
from phases.forecast.series import by_day

COUNTS = ((2, 3), (4, 9), (10, 10**6))  # of points


@dataclass(frozen=True)
class Trial:
    kind: str
    points: int
    error: float  # of the forecast, as a share of what it really took
    naive: float  # of the average since the baseline
    bias: float
    within: float  # between P10 and P90
    held: float  # done by P80

    @classmethod
    def of(
        cls, kind: str, found: Forecast, naive: float, took: float, end: End
    ) -> Self:
        first, _, commit, last = found.range
        assert found.outlook
        assert first
        days = found.outlook.days_at(0.5)
        return cls(
            kind=kind,
            points=found.points,
            error=abs(days - took) / took,
            naive=abs(naive - took) / took,
            bias=(days - took) / took,
            within=reached(last, end) - end.share_by(first - timedelta(days=1)),
            held=reached(commit, end),
        )


def reached(day: date | None, end: End) -> float:
    """Whether it is done by this day; None stands for one too far to name."""
    return 1.0 if day is None else end.share_by(day)


def run(*, count: int, seed: int, files: Iterable[Path] = ()) -> None:
    made = [*generated(count, seed), *libraries.generated(count, seed)]
    tell_of("generated series", made)
    for path in files:
        tell_of(path.name, list(imported(path)))


def tell_of(name: str, series: Sequence[Series]) -> None:
    trials, unanswered = tried(series)
    tell(f"forecast, back-tested: {len(series)} {name}, {len(trials)} forecasts")
    tell(f"  {unanswered} more got no date: stalled, or nothing gained yet")
    if not trials:
        return
    tell(
        f"  {'':16}{'forecasts':>10}{'median error':>14}{'of average':>12}{'ratio':>7}"
        f"{'bias':>8}{'80% range':>11}{'P80 held':>10}"
    )
    for label, some in [
        *grouped(trials, lambda trial: trial.kind).items(),
        *grouped(trials, of_points).items(),
        ("all", trials),
    ]:
        tell(f"  {label:16}{line(some)}")


def grouped(
    trials: Iterable[Trial], key: Callable[[Trial], str]
) -> dict[str, list[Trial]]:
    groups = defaultdict(list)
    for trial in trials:
        groups[key(trial)].append(trial)
    return groups


def of_points(trial: Trial) -> str:
    least, most = next(pair for pair in COUNTS if trial.points <= pair[1])
    return f"{least} to {most} points" if most < 10**6 else f"{least} points or more"


def tried(series: Iterable[Series]) -> tuple[list[Trial], int]:
    """Trials, and how many cuts gave a state instead of a date."""
    found = [trial(one, cut) for one in series for cut in range(2, len(one.bytes))]
    trials = [one for one in found if one]
    return trials, len(found) - len(trials)


def trial(series: Series, cut: int) -> Trial | None:
    """Of what was known after so many measurements."""
    objects, in_bytes, day = (
        series.objects[:cut],
        series.bytes[:cut],
        series.bytes[cut - 1].day,
    )
    calendar = Calendar.without(p for p in series.pauses if p.first <= day)
    found = forecast(objects, in_bytes, calendar=calendar)
    if not found.outlook:
        return None
    units = ((objects, found.objects), (in_bytes, found.bytes))
    naive = [average_days(by_day(p, calendar), calendar) for p, u in units if u.ahead]
    end = End(series.bytes[-2].day, series.bytes[-1].day)
    took = end.days_after(day, calendar)
    return Trial.of(series.kind, found, joined([n for n in naive if n]), took, end)


def line(trials: list[Trial]) -> str:
    """All kinds count equally, however many measurements their series have."""
    kinds = Counter(trial.kind for trial in trials)
    weights = [1 / kinds[trial.kind] for trial in trials]
    error, naive, bias = (
        middle([getattr(trial, name) for trial in trials], weights)
        for name in ("error", "naive", "bias")
    )
    within, held = (
        fmean([getattr(trial, name) for trial in trials], weights)
        for name in ("within", "held")
    )
    return (
        f"{len(trials):10,}{error:14.1%}{naive:12.1%}{error / naive:7.2f}{bias:+8.1%}"
        f"{within:11.1%}{held:10.1%}"
    )


def middle(values: Sequence[float], weights: Sequence[float]) -> float:
    """The median of values that weigh differently."""
    pairs = sorted(zip(values, weights, strict=True))
    passed = list(accumulate(weight for _, weight in pairs))
    return pairs[bisect_left(passed, passed[-1] / 2)][0]


def imported(path: Path) -> Iterator[Series]:
    """Phases that ended, from a CSV of measurements with a column `phase`."""
    rows = defaultdict(list)
    with path.open(newline="", encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            rows[row.get("phase", "")].append(row)
    for measured in rows.values():
        measured.sort(key=lambda row: row["timestamp"])
        objects, in_bytes = (
            [as_point(row, unit) for row in measured] for unit in ("objects", "size")
        )
        if series := ended(path.stem[:15], objects, in_bytes):
            yield series


def ended(kind: str, objects: list[Point], in_bytes: list[Point]) -> Series | None:
    """Up to the first measurement with nothing left, where there is one."""
    for number, pair in enumerate(zip(objects, in_bytes, strict=True)):
        if number and all(point.remaining <= 0 for point in pair):
            return Series(kind, objects[: number + 1], in_bytes[: number + 1])
    return None


def as_point(row: dict[str, str], unit: str) -> Point:
    source, target = int(row[f"source_{unit}"]), int(row[f"target_{unit}"])
    remaining = row.get(f"remaining_{unit}") or source - target
    return Point(date.fromisoformat(row["timestamp"]), target, int(remaining))


def tell(text: str) -> None:
    sys.stdout.write(f"{text}\n")
