"""Series of gathers as they come: irregular, odd, sometimes backwards."""

from datetime import date, timedelta

from hypothesis import strategies as st

from phases.forecast import Calendar, Pause, Point, forecast

DAY = date(2026, 1, 5)
AMOUNTS = st.integers(min_value=0, max_value=2**62)
PAUSES = st.lists(
    st.builds(
        lambda first, days: Pause(day(first), day(first + days)),
        st.integers(-30, 500),
        st.integers(0, 60),
    ),
    max_size=5,
)


def day(number: int) -> date:
    return DAY + timedelta(days=number)


def series(*done: int, total: int = 1000, every: int = 7) -> list[Point]:
    """Gathers of one week each, as what was done by then."""
    return [Point(day(n * every), d, total - d) for n, d in enumerate(done)]


def of(*done: int, total: int = 1000, every: int = 7, **more):
    """The forecast of a series that is the same in objects and in bytes."""
    points = series(*done, total=total, every=every)
    return forecast(points, points, **more)


POINTS = st.lists(
    st.builds(Point, st.builds(day, st.integers(0, 900)), AMOUNTS, AMOUNTS),
    min_size=1,
    max_size=25,
)


@st.composite
def progressing(draw) -> list[Point]:
    """Always something more on the target, and always something left."""
    gaps = draw(st.lists(st.integers(1, 200), min_size=1, max_size=15))
    gains = draw(
        st.lists(st.integers(1, 10**15), min_size=len(gaps), max_size=len(gaps))
    )
    left = draw(st.integers(1, 10**16))
    total = sum(gains) + left
    points, days, done = [Point(day(0), 0, total)], 0, 0
    for gap, gain in zip(gaps, gains, strict=True):
        days, done = days + gap, done + gain
        points.append(Point(day(days), done, total - done))
    return points


CALENDARS = PAUSES.map(Calendar.without)
