import uuid
from collections.abc import Callable
from functools import cached_property
from typing import Any, Self

import pghistory
from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from tracker.access import ROLES
from tracker.activity import Activity
from tracker.fields import NameField, UniqueName, not_blank
from tracker.signposts import address_of
from tracker.units import SizeUnits


class SavedAtField(models.DateTimeField):
    """Now; a new row that comes from elsewhere keeps the time that it brings along."""

    def pre_save(self, row: models.Model, add: bool) -> Any:
        brought = getattr(row, self.attname) if add else None
        return brought or super().pre_save(row, add)

    def deconstruct(self) -> Any:
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.DateTimeField", args, kwargs


class BaseModel(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created_at = SavedAtField("created", auto_now_add=True)
    updated_at = SavedAtField("updated", auto_now=True)

    class Meta:
        abstract = True


def tracked(*more: pghistory.Tracker, **options: Any) -> Callable[[Any], Any]:
    """Every insert, update and delete of the model leaves a row of history.

    The page of all activity reads each of these tables in the order of time.
    """
    in_time = models.Index(fields=["pgh_created_at", "pgh_id"])
    return pghistory.track(
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        *more,
        meta={"indexes": [in_time]},
        **options,
    )


# What a user does with the own account, and changes no row of the user. (Nor does
# another role: roles are groups.)
ACCOUNT_EVENTS = (
    "login",
    "logout",
    "factor_added",
    "factor_removed",
    "codes_made",
    "sessions_ended",
)


@tracked(
    *map(pghistory.ManualEvent, (*ACCOUNT_EVENTS, "role")),
    exclude=["password", "last_login", "sessions_ended", "time_zone", "size_units"],
)
class User(AbstractUser):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sees_all_customers = models.BooleanField(
        default=False,
        help_text="If not selected, the user sees only the customers listed for them.",
    )

    # How often; each time, what sessions are checked by becomes another.
    sessions_ended = models.PositiveIntegerField(default=0, editable=False)

    # How the user likes pages; empty: as the browser says, as the installation does.
    time_zone = models.CharField(max_length=64, blank=True, editable=False)
    size_units = models.CharField(
        max_length=10, choices=SizeUnits, blank=True, editable=False
    )

    activity = Activity(page_permission="tracker.view_user")

    def get_absolute_url(self) -> str:
        return address_of("user", self)

    @property
    def listed_at(self) -> str:
        return address_of("users")

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Of sessions from before the last time that all were ended: another one."""
        of_password: str = super()._get_session_auth_hash(secret)  # type: ignore[misc]
        return f"{of_password}{self.sessions_ended or ''}"

    @property
    def has_role(self) -> bool:
        """Whether this user may do anything at all."""
        return self.is_superuser or bool(self.get_all_permissions())

    @property
    def sees_everything(self) -> bool:
        return self.is_superuser or self.sees_all_customers

    @cached_property
    def role(self) -> str:
        """The most that this user may do, in one word."""
        if self.is_superuser:
            return "administrator"
        groups = {group.name for group in self.groups.all()}
        return next((role for role in reversed(ROLES) if role in groups), "no role")


@tracked()
class FailedLogin(BaseModel):
    """Someone who did not get in, of whom no more is known than the address."""

    account = models.CharField(
        max_length=150, blank=True, help_text="Empty if there is no such account."
    )
    address = models.GenericIPAddressField()

    activity = Activity(
        own_page=False,
        permission="tracker.view_user",
        phrases={"insert": "failed to log in as"},
    )
    only_added = True  # the application may not change or delete it

    def __str__(self) -> str:
        return f"{self.account or 'an unknown account'} from {self.address}"


class ListColumns(models.Model):
    """The columns that a user chose to see in a list."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    list_name = models.CharField(max_length=50)
    columns = ArrayField(models.CharField(max_length=100))

    class Meta:
        constraints = [
            models.UniqueConstraint("user", "list_name", name="list_columns_unique")
        ]

    def __str__(self) -> str:
        return f"{self.user}: columns of {self.list_name}"


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def for_user(self, user: User) -> Self:
        return self.filter(Q(owner=user) | Q(shared=True))

    def changed_by(self, user: User) -> Self:
        """Those that the user may change: own ones, and all for administrators."""
        return self if user.is_superuser else self.filter(owner=user)


@tracked()
class SavedView(BaseModel):
    """A list with its filters, order and columns, under a name."""

    owner = models.ForeignKey(User, models.CASCADE, related_name="+")
    list_name = models.CharField(max_length=50)
    name = NameField(max_length=60)
    query = models.TextField()
    shared = models.BooleanField(
        "share with everyone",
        default=False,
        help_text="Everyone who can open the list sees this view and its name. Each "
        "person still sees only the rows of their own customers.",
    )

    objects = SavedViewQuerySet.as_manager()
    activity = Activity(own_page=False)

    class Meta:
        verbose_name = "view"
        ordering = ("name",)
        constraints = [
            UniqueName(
                "owner",
                "list_name",
                name="saved_view_name_unique",
                violation_error_message="You already have a view with this name. "
                "Choose another name.",
            ),
            not_blank("saved_view_name_not_blank"),
        ]
        indexes = [
            models.Index(
                fields=["list_name"],
                condition=Q(shared=True),
                name="saved_view_shared",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{self.listed_at}?{self.query}"

    @property
    def listed_at(self) -> str:
        return address_of(f"list.{self.list_name}")
