"""Which figures are asked about before they are stored.

Pure: a phase's figures in, sentences out. Figures that people type or that files bring
are asked about; counted ones are not.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Protocol

from django.utils.formats import date_format

from phases.importing.mapping import COUNTS, DAY, FIELDS, LABELS, NEEDED, SIZES
from tracker.progress import progress
from tracker.templatetags.figures import percent, size_text

UNUSUAL = "unusual"  # the code of the refusal that asks
FAR = Fraction(5, 100)  # of the larger: target and remaining beside the source
JUMP = Fraction(25, 100)  # progress from one measurement to the next
FASTER = 2  # times what the phase did before, where that is more
FALL = Fraction(5, 100)
LOSS = Fraction(1, 100)  # of what the target held
TIMES = 500  # a unit too high or too low is a thousand times
UNITS = {"objects": "objects", "bytes": "size"}
FIGURES = [name for name in FIELDS if name in (*COUNTS, *SIZES)]


class Figures(Protocol):
    """What was counted on a day, as a measurement has it."""

    timestamp: date
    type: str
    source_objects: int
    source_size: int
    target_objects: int
    target_size: int
    remaining_objects: int | None
    remaining_size: int | None
    target_scratch_tapes: int | None


@dataclass(frozen=True)
class Asked:
    """Why a measurement is asked about; how far the phase was before, and is then."""

    reasons: tuple[str, ...]
    progress: tuple[str, ...] = ()  # a sentence for each unit

    @property
    def sentences(self) -> list[str]:
        """All of it, without progress that a reason has already named."""
        said = " ".join(self.reasons)
        heads = [sentence.partition(":")[0] for sentence in self.progress]
        pairs = zip(heads, self.progress, strict=True)
        return [*self.reasons, *(line for head, line in pairs if head not in said)]


class Course:
    """The figures of one phase in the order of their days."""

    def __init__(self, rows: Iterable[Figures]) -> None:
        self.rows = sorted(rows, key=lambda row: row.timestamp)
        self.baseline = min(self.rows, key=lambda row: row.type != "REFERENCE")

    def done(self, row: Figures, unit: str) -> Fraction | None:
        field = UNITS[unit]
        return progress(
            source=getattr(row, f"source_{field}"),
            target=getattr(row, f"target_{field}"),
            remaining=getattr(row, f"remaining_{field}"),
            baseline_source=getattr(self.baseline, f"source_{field}"),
        ).fraction

    def allowed(self, before: Figures, days: int, unit: str) -> Fraction:
        """How much progress surprises nobody, by what the phase did until then."""
        first = self.rows[0]
        past = (before.timestamp - first.timestamp).days
        then, now = self.done(first, unit), self.done(before, unit)
        if not past or then is None or now is None:
            return JUMP
        return max(JUMP, FASTER * days * (now - then) / past)

    def lies_between(self, before: Figures, row: Figures, later: Figures) -> bool:
        """Whether a measurement only makes the steps of the others smaller."""
        steps = [
            [self.done(figures, unit) or 0 for figures in (before, row, later)]
            for unit in UNITS
        ]
        return all(first <= middle <= last for first, middle, last in steps)

    def change(self, before: Figures, after: Figures) -> Iterator[str]:
        """What is unusual between two measurements, as of the later one."""
        for unit in UNITS:
            yield from self._progress(before, after, unit)
        yield from _factors(before, after)

    def _progress(self, before: Figures, after: Figures, unit: str) -> Iterator[str]:
        then, now = self.done(before, unit), self.done(after, unit)
        if then is None or now is None:
            return
        days = (after.timestamp - before.timestamp).days
        on = f" on {_day(after)}" if days else ""
        span = f"from {percent(then)} on {_day(before)} to {percent(now)}{on}"
        if now - then > self.allowed(before, days, unit):
            yield f"Progress by {unit} rises {span}."
        elif then - now > FALL:
            yield f"Progress by {unit} falls {span}."
        else:
            yield from _loss(before, after, unit)


def unusual(
    new: Sequence[Figures],
    stored: Iterable[Figures],
    *,
    instead: Figures | None = None,
) -> dict[int, Asked]:
    """The new figures of one phase that are asked about, by their place in `new`.

    `instead`: the figures that the new ones correct, which alone are beside these if
    the phase has no others.
    """
    known = list(stored)
    course = Course([*(known or filter(None, [instead])), *new])
    places = {id(row): place for place, row in enumerate(new)}
    asked: dict[int, Asked] = {}
    before: Figures | None = None  # the measurement before
    trusted: Figures | None = None  # the latest one that is not asked about
    for row, after in zip(course.rows, [*course.rows[1:], None], strict=True):
        place = places.get(id(row))
        if place is not None:
            late = row.type == "REFERENCE" and before not in (None, instead)
            earlier = [] if late else [r for r in (before, trusted) if r is not None]
            later = after if id(after) not in places else None
            reasons = (*_alone(row), *_among(course, row, earlier, later))
            if reasons:
                moved = tuple(_moved(course, row, instead or before))
                asked[place] = Asked(reasons, moved)
        if place not in asked:
            trusted = row
        before = row
    return asked


def _among(
    course: Course, row: Figures, earlier: Sequence[Figures], later: Figures | None
) -> Iterator[str]:
    """Beside its neighbours.

    Whatever goes with one of those before it is usual, so that after a wrong figure the
    next right one is not asked about.
    """
    if later is not None and any(
        course.lies_between(before, row, later) for before in earlier
    ):
        return
    changes = [list(course.change(before, row)) for before in earlier]
    if changes and all(changes):
        yield from changes[0]
    if later is not None and later.type != "REFERENCE":
        yield from course.change(row, later)


def _alone(row: Figures) -> Iterator[str]:
    """Unusual whatever was before."""
    if not any(getattr(row, name) for name in NEEDED if name != DAY):
        yield (
            "All figures are zero. If nothing could be counted, leave this measurement "
            "out: unknown is not zero."
        )
    for unit, field in UNITS.items():
        yield from _sum(row, unit, field)
    yield from _sides(row)


def _sum(row: Figures, unit: str, field: str) -> Iterator[str]:
    source, remaining = (getattr(row, f"{s}_{field}") for s in ("source", "remaining"))
    if remaining is None:
        return
    total = getattr(row, f"target_{field}") + remaining
    if abs(total - source) > FAR * max(total, source):
        yield (
            f"Target and remaining {unit} add up to {_shown(field, total)}, but the "
            f"source has {_shown(field, source)}."
        )


def _sides(row: Figures) -> Iterator[str]:
    """A unit that is wrong on one side shows in the size of an object."""
    for side in ("source", "target"):
        if getattr(row, f"{side}_size") and not getattr(row, f"{side}_objects"):
            size = size_text(getattr(row, f"{side}_size"))
            yield f"The {side} has {size} in 0 objects."
    objects = (row.source_objects, row.target_objects)
    sizes = (row.source_size, row.target_size)
    if all((*objects, *sizes)) and objects[1] * 100 >= objects[0]:
        factor = Fraction(sizes[1] * objects[0], objects[1] * sizes[0])
        if factor >= TIMES or factor * TIMES <= 1:
            yield (
                "An object is on average "
                f"{size_text(sizes[0] // objects[0])} on the source, but "
                f"{size_text(sizes[1] // objects[1])} on the target. Check the units."
            )


def _factors(before: Figures, after: Figures) -> Iterator[str]:
    for name in FIGURES:
        then, now = getattr(before, name), getattr(after, name)
        ends = name.startswith("remaining")  # and becomes little
        if not then or not now or (ends and now < then):
            continue
        if now >= TIMES * then or then >= TIMES * now:
            old, new = _shown(name, then), _shown(name, now)
            yield (
                f"{LABELS[name]}: {old} on {_day(before)}, {new} on {_day(after)}. "
                "Check the unit."
            )


def _loss(before: Figures, after: Figures, unit: str) -> Iterator[str]:
    field = UNITS[unit]
    then, now = (getattr(row, f"target_{field}") for row in (before, after))
    if then - now > LOSS * then:
        yield (
            f"The target has {_shown(field, now)} on {_day(after)}, less than the "
            f"{_shown(field, then)} of {_day(before)}."
        )


def _moved(course: Course, row: Figures, before: Figures | None) -> Iterator[str]:
    for unit in UNITS:
        then = "" if before is None else f"{percent(course.done(before, unit))} → "
        yield f"Progress by {unit}: {then}{percent(course.done(row, unit))}."


def _shown(name: str, value: int) -> str:
    if name.endswith("size"):
        return size_text(value)
    return f"{value:,}" if name.endswith("tapes") else f"{value:,} objects"


def _day(row: Figures) -> str:
    return str(date_format(row.timestamp))
