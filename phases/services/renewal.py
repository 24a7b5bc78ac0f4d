"""A phase whose kept figures are renewed."""

from dataclasses import dataclass
from datetime import date

from phases.forecast import Calendar, Forecast
from phases.models import Phase
from phases.services.series import Measured


@dataclass(frozen=True)
class Renewal:
    """A phase, its measurements, and the forecast that follows from them."""

    phase: Phase
    series: Measured
    forecast: Forecast
    calendar: Calendar

    @property
    def days(self) -> list[date]:
        return self.series.days
