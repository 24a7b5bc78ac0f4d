"""Days that people enter."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone


def refuse_future(day: date | None, *, field: str) -> None:
    """Data that is dated tomorrow would count as the latest for a day."""
    if day and day > timezone.localdate():
        raise ValidationError({field: "This date is in the future."})
