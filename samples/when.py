"""Timestamps of a catalogue, by the year that it is of."""

from datetime import UTC, datetime, timedelta

YEARS = 7


class Calendar:
    """Spreads what was written evenly over the years before the backup."""

    def __init__(self, year: int, count: int) -> None:
        self.end = datetime(year, 6, 30, tzinfo=UTC)
        self.start = self.end - timedelta(days=365 * YEARS)
        self.count = max(count, 1)
        self.days = [
            (self.start + timedelta(days=day)).date().isoformat()
            for day in range(365 * YEARS + 1)
        ]

    def text(self, number: int) -> str:
        """When entry `number` of `count` was written."""
        milliseconds = number * 365 * YEARS * 86_400_000 // self.count
        day, milliseconds = divmod(milliseconds, 86_400_000)
        minutes, milliseconds = divmod(milliseconds, 60_000)
        return (
            f"{self.days[day]} {minutes // 60:02d}:{minutes % 60:02d}"
            f":{milliseconds / 1000:06.3f}"
        )

    @property
    def first(self) -> str:
        return f"{self.days[0]} 00:00:00"

    @property
    def last(self) -> str:
        return f"{self.days[-1]} 00:00:00"
