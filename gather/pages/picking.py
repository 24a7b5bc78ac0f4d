"""Choosing buckets, be there ten or ten thousand: searched, paged, kept in the form."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.functional import cached_property

from gather.contents.buckets import buckets_of
from gather.models import Bucket, Inventory
from gather.pages.display import with_places
from gather.pages.selection import decode, encode, merge
from tracker.paging import KeyPage, key_page

SIZE = 50
NEVER = re.compile("[\0\ud800-\udfff]")  # in a text of PostgreSQL's


@dataclass(frozen=True)
class Addresses:
    """Where a page that has buckets to choose sends what was chosen."""

    page: str
    page_id: str  # what is replaced by it
    buckets: str  # another page of the list
    result: str  # only what follows from a tick
    result_id: str
    optional: bool = False


@dataclass
class Picking:
    """The list of an inventory's buckets, and those of them that are chosen."""

    inventory: Inventory
    chosen: set[int]
    gone: list[str]  # chosen, and not in this inventory
    search: str = ""
    only: bool = False  # the chosen ones
    cursor: str = ""
    errors: list[str] = field(default_factory=list)

    @cached_property
    def found(self) -> QuerySet[Bucket]:
        buckets = buckets_of(self.inventory, self.search)
        return buckets.filter(number__in=self.chosen) if self.only else buckets

    @cached_property
    def page(self) -> KeyPage:
        page = key_page(self.found, order="name", cursor=self.cursor, size=SIZE)
        with_places(self.inventory, page.rows)
        for bucket in page.rows:
            bucket.is_chosen = bucket.number in self.chosen
        return page

    @cached_property
    def names(self) -> list[str]:
        """Of all that are chosen; the services say which of them are gone."""
        return [*names_of(self.inventory, self.chosen), *self.gone]

    @cached_property
    def total(self) -> int:
        return self.inventory.buckets.count()

    @cached_property
    def found_count(self) -> int:
        return self.found.count() if self.is_narrowed else self.total

    @property
    def is_narrowed(self) -> bool:
        return bool(self.search) or self.only

    @property
    def moves(self) -> list[tuple[tuple[str, str], str]]:
        """The buttons below the list: what each sends, and what it says."""
        found, page = self.found_count, self.page
        every = f"Choose all {found:,}{' found' if self.is_narrowed else ''}"
        moves = [
            (("choose", "all"), every, found > 1),
            (
                ("choose", "none"),
                "Choose none of them",
                bool(self.chosen) and found > 1,
            ),
            (("page", "first"), "First", page.previous),
            (("page", page.previous or ""), "Previous", page.previous),
            (("page", page.next or ""), "Next", page.next),
        ]
        return [(sent, label) for sent, label, possible in moves if possible]

    # What the form carries from page to page.
    @property
    def listed(self) -> str:
        return list_key(self.inventory, self.search, only=self.only)

    @property
    def selection(self) -> str:
        return encode(self.chosen)

    @property
    def shown(self) -> str:
        return encode(bucket.number for bucket in self.page.rows)

    @property
    def gone_text(self) -> str:
        return json.dumps(self.gone)


def pick(
    inventory: Inventory, asked: QueryDict, *, before: Sequence[str] = ()
) -> Picking:
    """As the form says; at first `before`, what the phase has chosen."""
    names = [n for n in asked.getlist("bucket_name") if sound(n)] or before
    if "counted" in asked:
        picking = _posted(inventory, asked)
    else:
        picking = Picking(inventory, *by_name(inventory, names))
    if asked.get("drop_gone"):
        picking.gone = []
    _choose_found(picking, asked.get("choose", ""))
    return picking


def by_name(inventory: Inventory, names: Sequence[str]) -> tuple[set[int], list[str]]:
    """Numbers in this inventory, and the names that it does not have."""
    if not names:
        return set(), []
    rows = inventory.buckets.filter(name__in=names)
    known = dict(rows.values_list("name", "number"))
    gone = [name for name in dict.fromkeys(names) if name not in known]
    return set(known.values()), gone


def names_of(inventory: Inventory, numbers: set[int]) -> list[str]:
    """In order. All are read: it costs less than to ask for thousands of numbers."""
    if not numbers:
        return []
    rows = inventory.buckets.order_by("name").values_list("number", "name")
    return [name for number, name in rows if number in numbers]


def _posted(inventory: Inventory, asked: QueryDict) -> Picking:
    """The boxes belong to the inventory that they were shown of, maybe another one."""
    search, only = NEVER.sub("", asked.get("q", "")).strip(), bool(asked.get("only"))
    same_list = asked.get("listed", "") == list_key(inventory, search, only=only)
    counted = _counted(inventory, asked.get("counted", ""))
    chosen = _ticked(counted, asked) if counted else set()
    gone = _names(asked.get("gone", ""))
    if counted != inventory:
        names = names_of(counted, chosen) if counted else []
        chosen, gone = by_name(inventory, [*names, *gone])
    cursor = asked.get("page") or asked.get("at", "")
    return Picking(
        inventory,
        chosen,
        gone,
        search=search,
        only=only,
        cursor=cursor if same_list else "",
    )


def list_key(inventory: Inventory, search: str, *, only: bool) -> str:
    """Which list a page is of: the place in another one means nothing."""
    return f"{inventory.pk}{'+' if only else '-'}{search}"


def _counted(inventory: Inventory, pk: str) -> Inventory | None:
    if pk == str(inventory.pk):
        return inventory
    alike = Inventory.objects.of(inventory.customer_id, inventory.kind)
    try:
        return alike.filter(pk=UUID(pk)).first()
    except ValueError:
        return None


def _ticked(counted: Inventory, asked: QueryDict) -> set[int]:
    known = set(counted.buckets.values_list("number", flat=True))
    return merge(
        decode(asked.get("selection", ""), known),
        shown=decode(asked.get("shown", ""), known),
        ticked=decode(".".join(asked.getlist("bucket")), known),
    )


def _names(text: str) -> list[str]:
    try:
        names = json.loads(text or "[]")
    except ValueError:
        return []
    if not isinstance(names, list):
        return []
    return [name for name in names if isinstance(name, str) and sound(name)]


def sound(text: str) -> bool:
    """Whether the database can be asked for it."""
    return not NEVER.search(text)


def _choose_found(picking: Picking, choose: str) -> None:
    if choose in ("all", "none"):
        found = set(picking.found.values_list("number", flat=True))
        chosen = picking.chosen
        picking.chosen = chosen | found if choose == "all" else chosen - found
