"""People named in notes: who, what they see, and what others do not."""

import pytest
from django.urls import reverse

from notes.mentions import people_of, unread_count
from notes.models import Mention
from notes.services import add_note, change_note
from tests.fixtures.people import make_user
from tests.tracker.reading import body, read

MENTIONS = reverse("notes:mentions")


def mentioned() -> set[str]:
    return set(Mention.objects.values_list("user__username", flat=True))


@pytest.mark.parametrize(
    "text", ["@Ann.Lee", "Ask @ann.lee.", "(@ANN.LEE)", "Hi\n@Ann.Lee, look @nobody"]
)
def test_a_name_after_an_at_sign(phase, colleague, text):
    add_note(subject=phase, text=text, author=None)
    assert mentioned() == {"Ann.Lee"}


@pytest.mark.parametrize("text", ["ann.lee", "x@ann.lee", "@ann", "@@ann.lee", "@ "])
def test_no_name(phase, colleague, text):
    add_note(subject=phase, text=text, author=None)
    assert mentioned() == set()


def test_only_people_who_may_see_the_customer(phase, outsider, viewer, administrator):
    make_user("idle", customer=phase.project.customer)  # without a role
    names = "@outsider @viewer @administrator @idle"
    add_note(subject=phase, text=names, author=None)
    assert mentioned() == {"viewer", "administrator"}


def test_it_is_marked_in_the_text_and_others_are_not(web, phase, colleague, outsider):
    add_note(subject=phase, text="@Ann.Lee and @outsider", author=None)
    html = body(web.get(phase.get_absolute_url()))
    assert '<b class="mention">@Ann.Lee</b> and @outsider' in html


def test_it_is_unread_until_it_is_opened(client_of, phase, colleague, operator):
    note = add_note(subject=phase, text="Look, @Ann.Lee.", author=operator)
    client = client_of(colleague)
    home = read(client.get("/"))
    assert "Look, @Ann.Lee." in home.texts[".mentions"]
    assert home.texts[".nav-count"].split()[0] == "1"
    opened = client.post(reverse("notes:open", args=[note.mentions.get().pk]))
    assert opened.url == f"{phase.get_absolute_url()}#{note.anchor}"
    home = read(client.get("/"))
    assert ".nav-count" not in home.texts
    assert ".mentions" not in home.texts
    assert "Look, @Ann.Lee." in read(client.get(MENTIONS)).texts[".mentions"]


def test_it_is_ones_own(client_of, web, phase, colleague):
    note = add_note(subject=phase, text="@Ann.Lee", author=None)
    url = reverse("notes:open", args=[note.mentions.get().pk])
    assert web.post(url).status_code == 404
    assert client_of(colleague).get(url).status_code == 405
    web.post(reverse("notes:all_read"))
    assert unread_count(colleague) == 1
    client_of(colleague).post(reverse("notes:all_read"))
    assert unread_count(colleague) == 0


def test_who_no_longer_sees_the_customer_sees_no_mention(client_of, phase, colleague):
    note = add_note(subject=phase, text="Secret @Ann.Lee", author=None)
    colleague.accesses.all().delete()
    client = client_of(colleague)
    assert "Secret" not in body(client.get(MENTIONS))
    url = reverse("notes:open", args=[note.mentions.get().pk])
    assert client.post(url).status_code == 404
    assert unread_count(colleague) == 0


def test_an_edit_names_others(phase, colleague, operator, viewer):
    note = add_note(subject=phase, text="@Ann.Lee @viewer", author=operator)
    Mention.objects.update(read_at=note.created_at)
    change_note(note=note, text="@viewer @manager @operator", by=operator)
    assert mentioned() == {"viewer", "operator"}
    assert unread_count(viewer) == 0  # it was read before
    assert unread_count(operator) == 0  # who wrote it knows


def test_people_to_choose_from(web, client_of, outsider, northwind, colleague, viewer):
    colleague.last_name = "Zimmer"
    colleague.save()
    url = reverse("notes:people", args=[northwind.pk])
    assert "Ann.Lee" in body(web.get(url, {"q": "ann"}))
    assert "Ann.Lee" in body(web.get(url, {"q": "zim"}))
    everyone = body(web.get(url, {"q": ""}))
    assert "viewer" in everyone
    assert "outsider" not in everyone
    for odd in ("\0", "%", "x" * 5000):
        assert web.get(url, {"q": odd}).status_code == 200
    assert client_of(outsider).get(url).status_code == 404


def test_who_may_be_named(northwind, operator, viewer, outsider, administrator):
    viewer.is_active = False
    viewer.save()
    assert {*people_of(northwind)} == {operator, administrator}
