"""What is remembered of lists: columns and views, whose they are, what they keep."""

import pytest
from django.urls import reverse

from phases.services.phases import create_phase
from tests.fixtures.people import make_user
from tests.tracker.reading import body, error_at, names, read
from tracker.models import ListColumns, SavedView
from tracker.remembered import services

PHASES, SAVE, COLUMNS = (
    reverse(name) for name in ("phases:list", "lists:view_save", "lists:columns")
)


@pytest.fixture
def web(client_of, viewer):
    return client_of(viewer)


@pytest.fixture
def colleague(northwind):
    return make_user("colleague", "viewer", customer=northwind)


def headings(response) -> set[str]:
    columns = response.context["columns"]
    return {name for name, _, shown in columns if shown}


def save(web, name="Mine", query="status=active&sort=-slack", **more):
    return web.post(f"{SAVE}?list=phases&{query}", {"name": name, **more})


def view_of(user, **more) -> SavedView:
    values = {"name": "Late ones", "query": "attention=late", "shared": False, **more}
    return services.save_view(owner=user, list_name="phases", **values)


def test_chosen_columns_are_remembered_for_their_user(web, client_of, colleague, phase):
    chosen = {"list": "phases", "columns": ["slack", "rate", "nonsense"]}
    answer = web.post(COLUMNS, {**chosen, "next": f"{PHASES}?q=a"})
    assert answer.url == f"{PHASES}?q=a"
    assert headings(web.get(PHASES)) == {"slack", "rate"}
    assert headings(web.get(PHASES, {"columns": "type"})) == {"type"}
    assert "type" not in headings(client_of(colleague).get(PHASES))
    assert len(headings(client_of(colleague).get(PHASES))) > 2


def test_the_usual_columns_come_back(web, phase):
    usual = headings(web.get(PHASES))
    web.post(COLUMNS, {"list": "phases", "columns": "slack"})
    web.post(COLUMNS, {"list": "phases", "columns": "slack", "usual": "1"})
    assert headings(web.get(PHASES)) == usual
    assert not ListColumns.objects.exists()


@pytest.mark.parametrize("name", ["", "nonsense", "\0"])
def test_columns_of_no_list_are_refused(web, name):
    assert web.post(COLUMNS, {"list": name, "columns": "name"}).status_code == 302
    assert not ListColumns.objects.exists()


def test_a_view_keeps_what_is_valid_of_the_address(web, viewer, project):
    create_phase(project=project, name="Active one")
    create_phase(project=project, name="Paused one", status="paused")
    query = "status=active&type=nonsense&sort=-slack&page=x&columns=slack&columns=x&y=1"
    answer = save(web, query=query)
    assert answer.url == f"{PHASES}?status=active&sort=-slack&columns=slack"
    shown = web.get(answer.url)
    assert names(shown) == ["Active one"]
    assert headings(shown) == {"slack"}
    assert "Mine" in read(shown).texts[".quick"]
    assert reverse("lists:view_delete", args=[SavedView.objects.get().pk]) in (
        read(shown).attributes("a", "href")
    )


def test_a_view_keeps_the_columns_that_its_user_chose(web, phase):
    web.post(COLUMNS, {"list": "phases", "columns": "rate"})
    assert save(web, query="q=a").url == f"{PHASES}?q=a&columns=rate"


def test_the_page_links_to_saving_what_it_shows(web, phase):
    links = read(web.get(PHASES, {"status": "active"})).attributes("a", "href")
    [link] = [link for link in links if link.startswith(SAVE)]
    assert web.post(link, {"name": "A"}).url == f"{PHASES}?status=active"
    assert not [x for x in read(web.get(PHASES)).attributes("a", "href") if SAVE in x]


@pytest.mark.parametrize("name", ["", "  ", "a\0b", "x" * 61, "mine"])
def test_a_name_that_is_none_or_taken_is_refused(web, viewer, name):
    view_of(viewer, name="Mine")
    assert error_at(save(web, name=name), "name")
    assert SavedView.objects.count() == 1


@pytest.mark.parametrize("query", ["", "status=nonsense", "y=1"])
def test_nothing_to_save_is_no_view(web, query):
    assert save(web, query=query).status_code == 302
    assert not SavedView.objects.exists()


def test_no_more_views_than_can_be_looked_over(web, viewer, monkeypatch):
    monkeypatch.setattr(services, "MOST_VIEWS", 1)
    view_of(viewer)
    assert save(web).status_code == 422


def test_shared_views_are_seen_by_others_and_own_ones_not(web, colleague, phase):
    view_of(colleague, name="Of the team", shared=True)
    view_of(colleague, name="Private")
    shown = read(web.get(PHASES)).texts[".quick"]
    assert "Of the team" in shown
    assert "Private" not in shown


def test_a_shared_view_shows_nobody_others_rows(client_of, colleague, phase, outsider):
    query = f"customer={phase.project.customer.pk}"
    view = view_of(colleague, query=query, shared=True)
    shown = client_of(outsider).get(view.get_absolute_url())
    assert names(shown) == []
    assert "Northwind" not in read(shown).texts["#results"]


def test_only_its_owner_and_administrators_change_a_view(
    web, client_of, colleague, manager, administrator
):
    view = view_of(colleague, shared=True)
    edit, delete = (
        reverse(f"lists:view_{verb}", args=[view.pk]) for verb in ("edit", "delete")
    )
    for other in (web, client_of(manager)):
        assert other.get(edit).status_code == 404
        assert other.post(edit, {"name": "Taken"}).status_code == 404
        assert other.post(delete).status_code == 404
    assert client_of(colleague).get(edit).status_code == 200
    client_of(colleague).post(edit, {"name": "Renamed"})
    view.refresh_from_db()
    assert (view.name, view.shared) == ("Renamed", False)
    client_of(administrator).post(delete)
    assert not SavedView.objects.exists()


def test_deleting_a_view_asks_first(web, viewer):
    view = view_of(viewer)
    delete = reverse("lists:view_delete", args=[view.pk])
    assert "Delete Late ones?" in body(web.get(delete))
    assert web.post(delete).url == PHASES
    assert not SavedView.objects.exists()
