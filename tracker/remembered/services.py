"""Saving what a user chose of a list: its columns, and views of it."""

from django.core.exceptions import ValidationError
from django.db import transaction

from tracker import services
from tracker.models import ListColumns, SavedView, User

MOST_VIEWS = 50  # of one user, of one list
TOO_MANY = f"You have {MOST_VIEWS} views of this list. Delete one first."


def choose_columns(*, user: User, list_name: str, columns: list[str]) -> None:
    """Without columns, the usual ones are shown again."""
    if not columns:
        ListColumns.objects.filter(user=user, list_name=list_name).delete()
        return
    ListColumns.objects.update_or_create(
        user=user, list_name=list_name, defaults={"columns": columns}
    )


@transaction.atomic
def save_view(
    *, owner: User, list_name: str, name: str, query: str, shared: bool
) -> SavedView:
    User.objects.select_for_update(no_key=True).get(pk=owner.pk)
    if SavedView.objects.filter(owner=owner, list_name=list_name).count() >= MOST_VIEWS:
        raise ValidationError(TOO_MANY)
    return services.create(
        SavedView(
            owner=owner, list_name=list_name, name=name, query=query, shared=shared
        )
    )


def change_view(*, view: SavedView, name: str, shared: bool) -> SavedView:
    return services.update(view, name=name, shared=shared)


def delete_view(*, view: SavedView) -> None:
    view.delete()
