"""The forecast against "average since the baseline", on series whose end is known.

Each series is cut after a quarter, a half and three quarters of its gathers, and what
is forecast from these is compared with the day on which it ended.
"""

import csv
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median

from bench.series import Series, generated
from phases.forecast import Point, forecast

CUTS = (0.25, 0.5, 0.75)


@dataclass(frozen=True)
class Trial:
    family: str
    error: float  # of the forecast, as a share of what it really took
    naive: float  # of the average since the baseline
    bias: float
    within: bool  # between P10 and P90
    held: bool  # done by P80


def run(*, count: int, seed: int, files: Iterable[Path] = ()) -> None:
    series = [*generated(count, seed), *(s for path in files for s in imported(path))]
    trials, unanswered = tried(series)
    tell(f"forecast, back-tested: {len(series)} series, {len(trials)} forecasts")
    tell(f"  {unanswered} more got no date: stalled, or too few measurements")
    tell(
        f"  {'':16}{'median error':>14}{'of average':>12}{'bias':>8}{'80% range':>11}"
        f"{'P80 held':>10}"
    )
    families = defaultdict(list)
    for trial in trials:
        families[trial.family].append(trial)
    for name, some in [*families.items(), ("all", trials)]:
        tell(f"  {name:16}{line(some)}")


def tried(series: Iterable[Series]) -> tuple[list[Trial], int]:
    """Trials, and how many cuts gave a state instead of a date."""
    trials: list[Trial] = []
    unanswered = 0
    for each in series:
        for points in cuts(each):
            found = trial(each, points)
            if found:
                trials.append(found)
            else:
                unanswered += 1
    return trials, unanswered


def cuts(series: Series) -> Iterator[list[Point]]:
    """What was known after a quarter, a half, three quarters of the gathers."""
    known = [p for p in series.points if p.day < series.ended]
    for share in CUTS:
        yield known[: max(2, round(share * len(known)))]


def trial(series: Series, points: list[Point]) -> Trial | None:
    found = forecast(points, points)
    rates = found.bytes.rates
    if not found.outlook or not rates or not rates.average or rates.average <= 0:
        return None
    last = points[-1]
    took = (series.ended - last.day).days
    first, _, commit, latest = found.range
    return Trial(
        family=series.family,
        error=abs(found.outlook.days - took) / took,
        naive=abs(last.remaining / rates.average - took) / took,
        bias=(found.outlook.days - took) / took,
        within=bool(first and latest and first <= series.ended <= latest),
        held=bool(commit and series.ended <= commit),
    )


def line(trials: list[Trial]) -> str:
    error = median(t.error for t in trials)
    naive = median(t.naive for t in trials)
    bias = median(t.bias for t in trials)
    within = sum(t.within for t in trials) / len(trials)
    held = sum(t.held for t in trials) / len(trials)
    return f"{error:14.1%}{naive:12.1%}{bias:+8.1%}{within:11.1%}{held:10.1%}"


def imported(path: Path) -> Iterator[Series]:
    """Phases that ended, from a CSV of measurements with a column `phase`."""
    rows = defaultdict(list)
    with path.open(newline="", encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            rows[row.get("phase", "")].append(row)
    for measured in rows.values():
        points = sorted(map(as_point, measured), key=lambda point: point.day)
        if points[-1].remaining <= 0 < points[0].remaining:
            yield Series(path.stem[:15], points, points[-1].day)


def as_point(row: dict[str, str]) -> Point:
    source, target = int(row["source_size"]), int(row["target_size"])
    remaining = row.get("remaining_size") or source - target
    return Point(date.fromisoformat(row["timestamp"]), target, int(remaining))


def tell(text: str) -> None:
    sys.stdout.write(f"{text}\n")
