"""Each address answers its own verbs only, and an id that is none is not found."""

import pytest
from django.urls import reverse

from tests.tracker.test_access_matrix import RULES, rows  # noqa: F401 - a fixture

BAD_IDS = ["not-an-id", "1", "00000000-0000-0000-0000-00000000000g"]
NOBODY = "00000000-0000-0000-0000-000000000001"


@pytest.fixture
def web(client_of, administrator):
    return client_of(administrator)


def wrong_verbs(rule) -> set[str]:
    allowed = set(f"{rule.methods} {rule.also}".split())
    return {"GET", "POST", "PUT", "PATCH", "DELETE"} - allowed


def test_a_wrong_verb_is_405(web, rows):  # noqa: F811
    for name, rule in RULES.items():
        url = reverse(name, args=[rows[rule.row]] if rule.row else [])
        for verb in wrong_verbs(rule):
            assert web.generic(verb, url).status_code == 405, (verb, name)


@pytest.mark.parametrize(
    "name", [n for n, r in RULES.items() if r.row and not n.endswith("undo")]
)
def test_an_unknown_id_is_404(web, name):
    url = reverse(name, args=[NOBODY])
    method = RULES[name].methods.split()[0]
    assert web.generic(method, url).status_code == 404


@pytest.mark.parametrize("bad", BAD_IDS)
@pytest.mark.parametrize(
    "place", ["customers", "projects", "phases", "phases/templates"]
)
def test_an_id_that_is_none_is_404(web, place, bad):
    assert web.get(f"/{place}/{bad}/").status_code == 404
    assert web.post(f"/{place}/{bad}/edit/").status_code == 404
