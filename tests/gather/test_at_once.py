"""Two people who gather the same phase at the same moment."""

from threading import Barrier, Thread

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from gather.models import Origin
from gather.services import gathering
from gather.services.gathering import gather
from phases.models import MigrationData
from phases.services.phases import create_phase
from tests.gather import stocks

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_second_one_is_told_what_the_first_one_stored(
    project, northwind, monkeypatch
):
    stocks.blackpearl(northwind)
    phase = create_phase(
        project=project, name="NEWS", source="First copy", target="Second copy"
    )
    both, ends = Barrier(2), []
    locked = gathering.locked

    def together(phases):
        both.wait(10)
        return locked(phases)

    monkeypatch.setattr(gathering, "locked", together)

    def person() -> None:
        try:
            ends.append(gather(phase=phase).type)
        except ValidationError as refused:
            ends.append(refused.message_dict["date"][0])
        finally:
            connection.close()

    people = [Thread(target=person) for _ in range(2)]
    for each in people:
        each.start()
    for each in people:
        each.join(30)
    assert sorted(ends) == [
        "NEWS already has a measurement for 19 Jan 2026. Replace or keep the existing "
        "one.",
        "REFERENCE",
    ]
    assert MigrationData.objects.count() == Origin.objects.count() == 1
