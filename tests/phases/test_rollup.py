"""Several phases together."""

from phases.models import PhaseSummary
from phases.rollup import rollup
from phases.services.measurements import add_measurement
from phases.services.phases import create_phase
from tests.phases.states import TB, phase_in
from tests.tracker.builders import DAY, figures


def together():
    return rollup(PhaseSummary.objects.all())


def test_the_rate_is_of_those_that_were_measured_recently(project):
    phase_in("stale", project)
    assert (together().measured, together().bytes_rate) == (1, None)
    phase_in("healthy", project)
    rolled = together()
    assert (rolled.measured, rolled.current) == (2, 1)
    assert TB < rolled.bytes_rate < 2 * TB


def test_where_one_part_is_estimated_the_sum_is(project):
    phase_in("healthy", project)
    assert not together().objects.estimated
    typed = create_phase(project=project, name="Typed")
    add_measurement(phase=typed, timestamp=DAY, **figures())
    assert together().objects.estimated
    assert together().bytes.estimated
