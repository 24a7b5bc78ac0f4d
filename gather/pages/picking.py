"""Selecting buckets, ten or ten thousand: searched, paged, kept in the form."""

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
NEVER = re.compile("[\0\ud800-\udfff]")  # PostgreSQL refuses these in a text


@dataclass(frozen=True)
class Addresses:
    """Where a page with buckets to select sends its form."""

    page: str
    page_id: str  # the element that it replaces
    buckets: str  # another page of the list
    result: str  # only what follows from the selection
    result_id: str
    optional: bool = False


@dataclass
class Picking:
    """The list of an inventory's buckets, and which of them are selected."""

    inventory: Inventory
    chosen: set[int]
    gone: list[str]  # selected, but not in this inventory
    search: str = ""
    only: bool = False  # selected ones
    cursor: str = ""
    errors: list[str] = field(default_factory=list)

    @cached_property
    def matching(self) -> QuerySet[Bucket]:
        buckets = buckets_of(self.inventory, self.search)
        return buckets.filter(number__in=self.chosen) if self.only else buckets

    @cached_property
    def page(self) -> KeyPage:
        page = key_page(self.matching, order="name", cursor=self.cursor, size=SIZE)
        with_places(self.inventory, page.rows)
        for bucket in page.rows:
            bucket.is_chosen = bucket.number in self.chosen
        return page

    @cached_property
    def names(self) -> list[str]:
        """All selected ones; services refuse those that are not in the inventory."""
        return [*names_of(self.inventory, self.chosen), *self.gone]

    @cached_property
    def total(self) -> int:
        return self.inventory.buckets.count()

    @cached_property
    def matching_count(self) -> int:
        return self.matching.count() if self.is_narrowed else self.total

    @property
    def is_narrowed(self) -> bool:
        return bool(self.search) or self.only

    @property
    def moves(self) -> list[tuple[tuple[str, str], str]]:
        """The buttons below the list: what each sends, and its label."""
        matching, page = self.matching_count, self.page
        every, none = f"Select all {matching:,}", "Clear selection"
        if self.is_narrowed:
            every, none = f"{every} found", f"Deselect all {matching:,} found"
        moves = [
            (("choose", "all"), every, matching > 1),
            (("choose", "none"), none, bool(self.chosen) and matching > 1),
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
    inventory: Inventory, sent: QueryDict, *, before: Sequence[str] = ()
) -> Picking:
    """As the form has it; at first `before`, the phase's own choice."""
    names = [n for n in sent.getlist("bucket_name") if sound(n)] or before
    if "counted" in sent:
        picking = _posted(inventory, sent)
    else:
        picking = Picking(inventory, *by_name(inventory, names))
    if sent.get("drop_gone"):
        picking.gone = []
    _choose_found(picking, sent.get("choose", ""))
    return picking


def by_name(inventory: Inventory, names: Sequence[str]) -> tuple[set[int], list[str]]:
    """Numbers in this inventory, and the names that it does not have."""
    if not names:
        return set(), []
    rows = inventory.buckets.filter(name__in=names)
    numbers = dict(rows.values_list("name", "number"))
    gone = [name for name in dict.fromkeys(names) if name not in numbers]
    return set(numbers.values()), gone


def names_of(inventory: Inventory, numbers: set[int]) -> list[str]:
    """In order. Reading all costs less than a query with thousands of numbers."""
    if not numbers:
        return []
    rows = inventory.buckets.order_by("name").values_list("number", "name")
    return [name for number, name in rows if number in numbers]


def _posted(inventory: Inventory, sent: QueryDict) -> Picking:
    """The boxes belong to the inventory that was shown, which may be another one."""
    search, only = NEVER.sub("", sent.get("q", "")).strip(), bool(sent.get("only"))
    same_list = sent.get("listed", "") == list_key(inventory, search, only=only)
    counted = _counted(inventory, sent.get("counted", ""))
    chosen = _ticked(counted, sent) if counted else set()
    gone = _names(sent.get("gone", ""))
    if counted != inventory:
        names = names_of(counted, chosen) if counted else []
        chosen, gone = by_name(inventory, [*names, *gone])
    cursor = sent.get("page") or sent.get("at", "")
    return Picking(
        inventory,
        chosen,
        gone,
        search=search,
        only=only,
        cursor=cursor if same_list else "",
    )


def list_key(inventory: Inventory, search: str, *, only: bool) -> str:
    """Which list a page belongs to: the position in another list means nothing."""
    return f"{inventory.pk}{'+' if only else '-'}{search}"


def _counted(inventory: Inventory, pk: str) -> Inventory | None:
    if pk == str(inventory.pk):
        return inventory
    alike = Inventory.objects.of(inventory.customer_id, inventory.kind)
    try:
        return alike.filter(pk=UUID(pk)).first()
    except ValueError:
        return None


def _ticked(counted: Inventory, sent: QueryDict) -> set[int]:
    numbers = set(counted.buckets.values_list("number", flat=True))
    return merge(
        decode(sent.get("selection", ""), numbers),
        shown=decode(sent.get("shown", ""), numbers),
        ticked=decode(".".join(sent.getlist("bucket")), numbers),
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
    """Whether the database accepts it in a query."""
    return not NEVER.search(text)


def _choose_found(picking: Picking, choose: str) -> None:
    if choose in ("all", "none"):
        matching = set(picking.matching.values_list("number", flat=True))
        chosen = picking.chosen
        picking.chosen = chosen | matching if choose == "all" else chosen - matching
