"""What a model says about how its changes appear among all activity."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Activity:
    """Declared by each model whose history is kept, as its attribute `activity`.

    A row is seen with the customer that it belongs to. A row without a page of its own
    is shown as a part of its parent, so several of them need a text to tell them apart.
    """

    parent: str = ""  # the field that leads to what a row belongs to
    nearer: tuple[str, ...] = ()  # such fields that may be empty, the nearest first
    own_page: bool = True
    permission: str = ""  # to see the changes, if not the model's own view permission
    page_permission: str = ""  # to open the page, if seeing the changes is not enough
    text: Callable[[Any], str] | None = str  # what a row is called; None: nothing
    person: str = ""  # the field of the user whose name is the text instead
    # By the label of an event, where “added a note to” and the like do not fit.
    phrases: Mapping[str, str] = field(default_factory=dict)
