"""People who are named in notes: @name."""

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.utils import timezone

from customers.models import Customer
from notes.markup import NAMED, possible_names
from notes.models import Mention, Note
from tracker.access import ROLES
from tracker.models import User

MOST = 50  # names in one note
OFFERED = 8


def people_of(customer: Customer) -> QuerySet[User]:
    """Those who may read the notes of this customer."""
    has_role = User.groups.through.objects.filter(group__name__in=ROLES).values("user")
    with_role = Q(is_superuser=True) | Q(pk__in=has_role)
    seeing = Q(is_superuser=True) | Q(sees_all_customers=True)
    listed = Q(pk__in=customer.accesses.values("user"))
    return User.objects.filter(with_role, seeing | listed, is_active=True)


def people_to_name(customer: Customer, text: str) -> QuerySet[User]:
    """Whose names fit what is typed after an @."""
    begins = Q(username__istartswith=text)
    begins |= Q(first_name__istartswith=text) | Q(last_name__istartswith=text)
    return people_of(customer).filter(begins).order_by(Lower("username"))[:OFFERED]


def named_users(note: Note) -> list[User]:
    tokens = NAMED.findall(note.text)[:MOST]
    names = {name for token in tokens for name in possible_names(token)}
    if not names:
        return []
    people = people_of(note.customer).annotate(lower_name=Lower("username"))
    return list(people.filter(lower_name__in=names))


def renew_mentions(note: Note) -> None:
    """As the text is now; who was named before and still is need not look again."""
    users = named_users(note)
    Mention.objects.filter(note=note).exclude(user__in=users).delete()
    read = {note.author_id: timezone.now()}  # they know what they wrote
    Mention.objects.bulk_create(
        [Mention(note=note, user=user, read_at=read.get(user.pk)) for user in users],
        ignore_conflicts=True,
    )


def unread_count(user: User) -> int:
    return Mention.objects.of(user).unread().count()


def mark_read(mentions: QuerySet[Mention]) -> int:
    return mentions.filter(read_at=None).update(read_at=timezone.now())
