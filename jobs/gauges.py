"""Jobs, queues and the processes that work on them."""

from django.db.models import Count, DurationField, ExpressionWrapper, F, Max
from django.db.models.functions import Now

from jobs.models import Job, JobState
from jobs.presence import RECONCILER, RESTORE_WORKER, WORKER, running
from tracker.metrics import Values, gauge


@gauge("jobs", "Jobs by type and state, since the beginning.", "type", "state")
def jobs() -> Values:
    rows = Job.objects.order_by().values_list("kind", "state")
    return [((kind, state), n) for kind, state, n in rows.annotate(n=Count("pk"))]


@gauge("queued_seconds", "How long the oldest queued job has waited.", "queue")
def waiting() -> Values:
    """A queue in which nothing waits is not named."""
    age = ExpressionWrapper(Now() - F("queued_at"), output_field=DurationField())
    queued = Job.objects.filter(state=JobState.QUEUED).order_by()
    oldest = queued.values_list("queue").annotate(age=Max(age))
    return [((queue,), age.total_seconds()) for queue, age in oldest]


@gauge("services", "Processes that have reported recently.", "service")
def services() -> Values:
    kinds = (WORKER, RESTORE_WORKER, RECONCILER)
    return [((kind.name,), running(kind).count()) for kind in kinds]
