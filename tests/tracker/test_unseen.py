"""Names of strangers on every page: no character of them hides, or turns text around.

One hostile name is planted into whatever a catalogue or a file may name. Then every
address is visited, as a page and as a fragment, in the admin too.
"""

import re

import pgtrigger
import pytest
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.urls import get_resolver, reverse

from gather import models as gathered
from jobs.models import Job
from jobs.parts import JobLog
from phases.models import Phase
from restore.models import Backup, Restore
from tests.commands.conftest import run  # noqa: F401
from tests.gather import stocks
from tests.tracker.reading import HTMX, Elements, body, is_kept, read
from tests.tracker.test_access_matrix import (
    RULES,
    every_name,
    rows,  # noqa: F401
    visit,
)
from uploads.models import Upload

# From the standard, not from the product: what this test knows it must not share.
UNSEEN = re.compile(
    "[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u180e"
    "\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u2069\u3164\ufe00-\ufe0f\ufeff"
    "\uffa0\U000e0001-\U000e007f]"
)
EVIL = "".join(
    f"{sign}x"
    for sign in (
        "\x01", "\x9f", "\xad", "\u034f", "\u061c", "\u115f", "\u1160", "\u180e",
        "\u200b", "\u200d", "\u200f", "\u2028", "\u2029", "\u202e", "\u2060",
        "\u2066", "\u2069", "\u3164", "\ufe0f", "\ufeff", "\uffa0", "\U000e0041",
    )
)  # fmt: skip
# What stands in columns with rules, and so is a little tamer.
QUIET = "\u200bx\u200e"
NAMES = {
    gathered.Bucket: ("name", "policy"),
    gathered.Location: ("name", "medium"),
    gathered.Partition: ("name",),
    gathered.Member: ("partition", "state", "write_preference"),
    gathered.Pool: ("name", "partition", "type", "state"),
    gathered.TapeGroup: ("partition", "type", "state"),
    gathered.Policy: ("name", "versioning"),
    gathered.Rule: ("type", "state", "isolation_level"),
    gathered.Inventory: ("backup_name",),
    Backup: ("name", "path", "format"),
    Restore: ("name", "file"),
    Upload: ("name",),
}


@pytest.fixture
def hostile(rows):  # noqa: F811
    """The rows of the matrix, with names that nobody should see as they are."""
    protected = [
        f"{model._meta.label}:{trigger.name}"
        for model in NAMES
        for trigger in getattr(model._meta, "triggers", [])
        if isinstance(trigger, pgtrigger.Protect)
    ]
    with pgtrigger.ignore(*protected):
        for model, fields in NAMES.items():
            evil = {name: Concat(F(name), Value(EVIL)) for name in fields}
            model.objects.update(**evil)
    Phase.objects.update(
        source=f"First copy{EVIL}",
        target=f"Second copy{EVIL}",
        target_tape_partition=f"Library A{EVIL}",
        buckets=[f"NEWS{EVIL}"],
    )
    restore = Restore.objects.get(pk=rows["restore"])
    restore.plan |= {"tables": [EVIL], "name": EVIL, "notes": [EVIL]}
    restore.plan["left_out"] = [{"what": EVIL, "names": [EVIL], "count": 1, "why": "x"}]
    restore.result |= {"rows_per_table": {EVIL: 3}, "notes": [EVIL]}
    restore.save()
    Job.objects.update(error=EVIL, stage=EVIL)
    for job in Job.objects.all():
        JobLog.objects.create(job=job, text=EVIL)
    return rows


class Shown(Elements):
    """All that a person or a screen reader gets, without what forms send back."""

    def __init__(self, html: str) -> None:
        self.shown: list[str] = []
        self.sent: list[str] = []
        self._within = ""
        super().__init__(html)

    def handle_starttag(self, tag, attrs) -> None:
        self._within = tag if tag in ("textarea", "script") else ""
        for name, value in attrs:
            (self.sent if name == "value" else self.shown).append(value or "")
        super().handle_starttag(tag, attrs)

    def handle_endtag(self, tag) -> None:
        self._within = ""
        super().handle_endtag(tag)

    def handle_data(self, data) -> None:
        (self.sent if self._within else self.shown).append(data)
        super().handle_data(data)


def pages(client, rows):  # noqa: F811
    """Each address of the product with its answers, those of HTMX too."""
    for name, rule in RULES.items():
        for headers in ({}, HTMX):
            for _, response in visit(client, name, rule, rows, **headers):
                yield name, response
    url = reverse("gather:bucket", args=[rows["inventory"]])
    yield "gather:bucket", client.get(url, {"name": f"NEWS{EVIL}"})


def pages_of_the_admin(client):
    for name in sorted(set(every_name(get_resolver().url_patterns))):
        if not name.startswith("admin:") or not name.endswith("_changelist"):
            continue
        response = client.get(reverse(name))
        yield name, response
        row = response.context["cl"].result_list[:1]
        if row:
            url = reverse(name.replace("_changelist", "_change"), args=[row[0].pk])
            yield name, client.get(url)
            yield name, client.get(url.replace("/change/", "/history/"))


def assert_seen(answers) -> set[str]:
    """No page shows an unseen character, or stays in a cache; which have a mark?"""
    wrong, marked = [], set()
    for name, response in answers:
        assert not is_kept(response), name
        if not response.get("Content-Type", "").startswith("text/html"):
            continue
        shown = "".join(Shown(body(response)).shown)
        if found := UNSEEN.search(shown):
            wrong.append((name, shown[max(0, found.start() - 40) : found.end()]))
        if "\ufffd" in shown:
            marked.add(name)
    assert not wrong
    return marked


@pytest.mark.slow
def test_no_page_shows_what_cannot_be_seen(client_of, administrator, hostile):
    marked = assert_seen(pages(client_of(administrator), hostile))
    assert marked >= {
        "activity",
        "phases:detail",
        "restore:history",
        "restore:detail",
        "restore:plan",
        "jobs:list",
        "jobs:detail",
        "jobs:progress",
        "jobs:log",
        "gather:inventories",
        "gather:inventory",
        "gather:of_buckets",
        "gather:bucket",
        "gather:bucket_phases",
    }


@pytest.mark.slow
def test_nor_does_the_admin(client_of, administrator, hostile):
    marked = assert_seen(pages_of_the_admin(client_of(administrator)))
    assert {name for name in marked if "gather" in name}
    assert {name for name in marked if "restore" in name}


def test_commands_show_marks_and_data_keeps_its_characters(run, northwind):  # noqa: F811
    name = "NE\u200bWS"
    stocks.blackpearl(northwind, buckets={name: (3, 1)})
    options = ("--customer", northwind.name, "--type", "blackpearl")
    text = run("list_buckets", *options).out
    assert "NE\ufffdWS  " in text
    assert not UNSEEN.search(text)
    assert run("list_buckets", *options, "--format", "json").json[0]["bucket"] == name
    refused = run("list_buckets", "--customer", f"No{EVIL}", "--type", "rio")
    assert refused.code == 1
    assert not UNSEEN.search(refused.err)


def test_a_form_sends_back_the_name_as_it_is(client_of, operator, project):
    name = "First\u200b copy"
    places = [(0, "domain", name, None, ""), (1, "domain", "Second copy", None, "")]
    stocks.blackpearl(project.customer, locations=places, buckets={})
    chosen = {"customer": project.customer_id, "project": project.pk, "phase": "new"}
    page = client_of(operator).get(reverse("gather:gather"), chosen)
    assert name in read(page).attributes("option", "value")
    assert "First\ufffd copy —" in body(page)
