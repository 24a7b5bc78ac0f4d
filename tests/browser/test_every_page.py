"""Every address that has a page: accessible in both themes, no wider than a phone.

What is tried follows from the classified addresses, so a new page is tried by itself.
"""

import pytest
from django.urls import NoReverseMatch, reverse

from tests.fixtures import axe
from tests.fixtures.browser import unpresentable
from tests.tracker.test_access_matrix import (
    BEFORE_LOGIN,
    OWN_ACCOUNT,
    PUBLIC,
    ROLES,
    RULES,
    rows,  # noqa: F401 - a fixture
)

# Of pages that are tried.
PARTS = {
    "restore:plan",
    "jobs:progress",
    "jobs:log",
    "customers:alike",
    "projects:alike",
    "phases:alike",
    "phases:size",
    "notes:people",
}
FILES = {
    "metrics",
    "livez",
    "readyz",
    "reports:download",
    "notes:attachment",
    "phases:measurements_csv",
    "phases:phase_table_csv",
    "phases:phase_table_xlsx",
    "phases:measurements_json",
}


def addresses(names, rows=None) -> dict[str, str]:  # noqa: F811
    found = {}
    for name in sorted(set(names) - PARTS - FILES):
        row = RULES[name].row if name in RULES else ""
        try:
            found[name] = reverse(name, args=[rows[row]] if row else [])
        except NoReverseMatch:
            assert name in BEFORE_LOGIN, name  # with a code from a mail
    return found


def tried(page, live_server, pages: dict[str, str]) -> dict[str, list[str]]:
    found = {}
    axe.bring(page)
    for name, path in pages.items():
        answer = page.goto(live_server.url + path)
        assert "text/html" in answer.headers["content-type"], name
        assert answer.status == 200, name
        if problems := unpresentable(page):
            found[name] = problems
    return found


@pytest.mark.slow
def test_everybodys_pages(page, live_server, log_in, administrator, rows, violations):  # noqa: F811
    names = [
        name
        for name, rule in RULES.items()
        if "GET" in rule.methods and "administrator" in (rule.whose or ROLES)
    ]
    log_in(administrator)
    assert not tried(page, live_server, addresses([*names, *OWN_ACCOUNT], rows))
    assert violations == []


def test_pages_before_the_login(page, live_server, violations):
    assert not tried(page, live_server, addresses(PUBLIC | BEFORE_LOGIN))
    assert violations == []
