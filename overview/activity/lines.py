"""Changes as lines that people read: who did what, to what, and of which customer."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import JSONField, QuerySet
from django.urls import reverse

from overview.activity.kinds import Kind, all_kinds
from overview.activity.surroundings import Surroundings, chain, text_of
from overview.activity.trail import Key
from tracker.history import (
    VERBS,
    Change,
    Entry,
    entry,
    previous_of,
    usernames,
    with_previous,
)
from tracker.models import ACCOUNT_EVENTS, User

NO_ID = 0


@dataclass(frozen=True)
class Line:
    at: datetime
    actor: str
    door: str
    job_url: str
    label: str  # of the event: insert, update, delete …
    noun: str
    plural: str
    detail: str  # which of the subject's parts: a day, a file
    subject: str
    url: str
    place: str  # what the subject belongs to, from the customer down
    reason: str = ""
    changes: list[Change] = field(default_factory=list)
    is_part: bool = False  # what changed is a part of the subject
    phrase: str = ""  # instead of the usual one
    times: int = 1

    @property
    def verb(self) -> str:
        return VERBS[self.label]

    @property
    def what(self) -> str:
        """All that is said before the subject."""
        if self.label in ACCOUNT_EVENTS:
            return self.verb
        if self.phrase and self.times == 1:
            return self.phrase
        if not self.is_part:
            return f"{self.verb} the {self.noun}"
        verb, to = ("added", "to") if self.label == "insert" else (self.verb, "of")
        article = "an" if self.noun[0] in "aeiou" else "a"
        several = self.times > 1
        part = f"{self.times} {self.plural}" if several else f"{article} {self.noun}"
        return f"{verb} {part} {to}"

    @property
    def aside(self) -> str:
        """What follows the subject, in brackets."""
        return self.detail if self.times == 1 else ""


def lines_of(keys: list[Key], user: User) -> list[Line]:
    """In the order of the keys, with what was changed."""
    ids = _by_kind(keys)
    events = {
        kind: list(with_previous(_events_of(kind, some))) for kind, some in ids.items()
    }
    before = {kind: previous_of(rows) for kind, rows in events.items()}
    return list(_lines_from(keys, events, before, user))


def brief_lines_of(keys: list[Key], user: User, kinds: list[Kind]) -> Iterator[Line]:
    """Without what was changed; each is put together when it is asked for.

    Each of the kinds is read, whether it has a key or not, so that the number of
    queries is always the same.
    """
    ids = {kind: [NO_ID] for kind in kinds} | _by_kind(keys)
    events = {kind: list(_events_of(kind, some)) for kind, some in ids.items()}
    return _lines_from(keys, events, {}, user)


def _by_kind(keys: list[Key]) -> dict[Kind, list[int]]:
    ids: dict[Kind, list[int]] = defaultdict(list)
    for key in keys:
        ids[all_kinds()[key.rank]].append(key.id)
    return ids


def _events_of(kind: Kind, ids: list[int]) -> QuerySet[Any]:
    """Without plans, results and the like, which are long and never shown."""
    fields = kind.model.pgh_event_model._meta.concrete_fields
    long = [column.name for column in fields if isinstance(column, JSONField)]
    events = kind.events.filter(pgh_id__in=ids).defer(*long)
    return events.select_related("pgh_context")


def _lines_from(
    keys: list[Key],
    events: dict[Kind, list[Any]],
    before: dict[Kind, dict[int, Any]],
    user: User,
) -> Iterator[Line]:
    names = usernames([event for rows in events.values() for event in rows])
    entries = {}
    for kind, rows in events.items():
        for event in rows:
            previous = before[kind].get(event.previous_id) if before else None
            entries[kind.rank, event.pgh_id] = kind, entry(event, previous, names)
    in_order = [
        entries[key.rank, key.id] for key in keys if (key.rank, key.id) in entries
    ]
    around = Surroundings.of(in_order, list(events), user)
    return (_line(kind, change, around) for kind, change in in_order)


def _line(kind: Kind, entry: Entry, around: Surroundings) -> Line:
    event = entry.event
    parent = around.parent(kind, entry)
    text = around.person(kind, entry) if kind.person else text_of(kind, event)
    is_part = not kind.has_page and kind.parent is not None
    if is_part:
        detail, subject = text, around.parent_name(kind, entry)
        url = parent.get_absolute_url() if parent else ""
        above = chain(parent)[:-1]
    else:  # what users do with their own account, they do to nothing
        alone = event.pgh_label in ACCOUNT_EVENTS
        detail, subject = "", "" if alone else text or kind.noun
        url = around.page(kind, event.pgh_obj_id) if subject else ""
        above = chain(parent)
    changes = [around.with_names(change) for change in entry.changes]
    return Line(
        at=entry.at,
        actor=entry.actor,
        door=entry.door,
        job_url=_job_page(entry, around),
        label=event.pgh_label,
        noun=kind.noun,
        plural=kind.plural,
        detail=detail,
        subject=subject,
        url=url,
        place=" · ".join(map(str, above)),
        reason=entry.reason,
        changes=[change for change in changes if change],
        is_part=is_part,
        phrase=kind.activity.phrases.get(event.pgh_label, ""),
    )


def _job_page(entry: Entry, around: Surroundings) -> str:
    exists = entry.job and around.has_job(entry.job)
    return reverse("jobs:detail", args=[entry.job]) if exists else ""
