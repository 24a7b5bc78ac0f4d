"""What tests of phases share."""

from collections.abc import Iterator
from datetime import datetime, time

import pytest
import time_machine
from django.utils import timezone

TODAY = timezone.localdate()
NOON = timezone.make_aware(datetime.combine(TODAY, time(12)))


@pytest.fixture
def noon() -> Iterator[None]:
    """Noon of TODAY, so that no midnight passes between a figure and its check."""
    with time_machine.travel(NOON.timestamp(), tick=True):
        yield
