"""Which jobs there are: for lists, for workers, for the reconciler."""

from datetime import timedelta
from typing import Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Coalesce, Lower, Now

from jobs.states import ACTIVE, JobState
from tracker.models import User

Row = TypeVar("Row", bound=models.Model)


class JobRows(models.QuerySet[Row]):
    """Of the one model `Job`, which this module cannot name."""

    def for_user(self, user: User) -> Self:
        """Jobs of the user's customers, and their own jobs that have no customer."""
        if user.sees_everything:
            return self
        own = Q(customer=None, requested_by=user)
        return self.filter(Q(customer__accesses__user=user) | own)

    def active(self) -> Self:
        return self.filter(state__in=ACTIVE)

    def under_way(self) -> Self:
        """Active jobs: first those that need an answer, then the latest."""
        jobs = self.active().with_people().defer("result", "traceback")
        return jobs.order_by("-state", "-queued_at")  # waiting, running, queued

    def with_people(self) -> Self:
        return self.select_related("customer", "requested_by")

    def for_progress(self) -> Self:
        """Read each second, so without what the fragment does not show."""
        return self.defer("result", "traceback")

    def sortable(self) -> Self:
        """With sort keys for lists: never NULL, and regardless of case."""
        return self.annotate(
            sort_customer=Coalesce(Lower("customer__name"), Value("")),
            sort_person=Coalesce(Lower("requested_by__username"), Value("")),
        )

    def abandoned(self) -> Self:
        """Recorded as running, but the lease ran out."""
        return self.filter(state=JobState.RUNNING, lease_until__lt=Now())

    def unanswered(self) -> Self:
        """Waiting for an answer for longer than JOB_ANSWER_DAYS."""
        patience = timedelta(days=settings.JOB_ANSWER_DAYS)
        return self.filter(state=JobState.WAITING, heartbeat_at__lt=Now() - patience)

    def in_turn(self) -> Self:
        """Queued, with no running job of the same exclusive key."""
        rivals = self._all().filter(
            state=JobState.RUNNING, exclusive_key=models.OuterRef("exclusive_key")
        )
        free = Q(exclusive_key="") | ~models.Exists(rivals)
        queued = self.fair().filter(free, state=JobState.QUEUED)
        return queued.order_by("queued_at", "pk")

    def fair(self) -> Self:
        """Of who has a job running in a queue, none before the others waiting there."""
        beside = (
            self._all()
            .filter(queue=models.OuterRef("queue"))
            .exclude(pk=models.OuterRef("pk"))
        )
        own = beside.filter(
            customer=models.OuterRef("customer"), state=JobState.RUNNING
        )
        others = beside.filter(state=JobState.QUEUED).exclude(
            customer=models.OuterRef("customer")
        )
        return self.exclude(models.Exists(own), models.Exists(others))

    def _all(self) -> models.QuerySet[Row]:
        return self.model._default_manager.all()
