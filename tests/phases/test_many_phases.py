"""Several phases at once: all of them, or none."""

import pytest
from django.core.exceptions import ValidationError

from phases.models import Phase
from phases.services.phases import create_phases


def test_all_are_added_alike(project):
    create_phases(project=project, names=["A", "B", "C"], source="LTO7", target="LTO9")
    assert list(Phase.objects.values_list("name", "source", "target")) == [
        ("A", "LTO7", "LTO9"),
        ("B", "LTO7", "LTO9"),
        ("C", "LTO7", "LTO9"),
    ]


@pytest.mark.parametrize("names", [["A", "Pilot"], ["A", "B", "a"], ["A", "x" * 201]])
def test_one_that_is_refused_refuses_all(phase, names):
    with pytest.raises(ValidationError) as refused:
        create_phases(project=phase.project, names=names)
    assert refused.value.message_dict["names"][0].startswith(f"{names[-1]}: ")
    assert Phase.objects.get() == phase
