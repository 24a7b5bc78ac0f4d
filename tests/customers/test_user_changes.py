"""Changing users: what a manager may give, and to whom."""

import threading

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.urls import reverse

from customers.models import CustomerAccess
from customers.users import rights, services
from tests.fixtures.people import PASSWORD, make_user
from tests.tracker.reading import HTMX, body, error_on_top, read, toast
from tracker.models import User
from tracker.services import CONFLICT

pytestmark = pytest.mark.slow


def address(name: str, user: User) -> str:
    return reverse(f"users:{name}", args=[user.pk])


def confirmed(client):
    """Who just gave the password once more."""
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


@pytest.fixture
def web(client_of, manager):
    return confirmed(client_of(manager))


@pytest.fixture
def chief(db):
    return make_user("chief", "manager", sees_all_customers=True)


def form_of(client, user) -> dict[str, object]:
    form = client.get(address("edit", user)).context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value is not False}


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def test_a_manager_gives_another_role(web, viewer):
    values = {**form_of(web, viewer), "role": "operator"}
    response = web.post(address("edit", viewer), values)
    assert response.url == viewer.get_absolute_url()
    assert fresh(viewer).role == "operator"
    page = web.get(response.url)
    assert "User viewer saved." in toast(page)
    assert "From viewer to operator." in body(page)


def test_groups_that_are_no_roles_stay(viewer, chief):
    viewer.groups.add(Group.objects.create(name="auditors"))
    services.change_user(user=viewer, by=chief, customers=[], role="manager")
    assert {g.name for g in viewer.groups.all()} == {"auditors", "manager"}


def test_a_role_that_is_none_is_refused(web, viewer):
    for role in ("", "administrator", "superuser"):
        response = web.post(
            address("edit", viewer), {**form_of(web, viewer), "role": role}
        )
        assert response.status_code == 422
    assert fresh(viewer).role == "viewer"


def test_a_manager_gives_own_customers_only(web, viewer, harbour, manager):
    values = {**form_of(web, viewer), "customers": [harbour.pk]}
    assert web.post(address("edit", viewer), values).status_code == 422
    with pytest.raises(ValidationError, match="can't see"):
        services.change_user(user=viewer, by=manager, customers=[harbour])
    assert not viewer.accesses.filter(customer=harbour).exists()


def test_nor_all_of_them(web, viewer, manager):
    values = {**form_of(web, viewer), "sees_all_customers": "on"}
    web.post(address("edit", viewer), values)
    with pytest.raises(ValidationError, match="all customers"):
        services.change_user(
            user=viewer, by=manager, customers=[], sees_all_customers=True
        )
    assert not fresh(viewer).sees_all_customers


def test_whoever_sees_all_gives_all(client_of, chief, viewer, northwind):
    client = confirmed(client_of(chief))
    values = {**form_of(client, viewer), "sees_all_customers": "on"}
    assert client.post(address("edit", viewer), values).status_code == 302
    assert fresh(viewer).sees_all_customers


def test_access_to_other_customers_stays(web, viewer, northwind, harbour):
    CustomerAccess.objects.create(user=viewer, customer=harbour)
    values = {**form_of(web, viewer), "customers": []}
    assert "role" not in values  # the user sees more than the manager
    response = web.post(address("edit", viewer), values)
    assert response.url == reverse("users:list")  # and is no longer seen
    assert [a.customer for a in viewer.accesses.all()] == [harbour]


def test_of_two_who_change_one_user_the_second_is_told(web, viewer, chief):
    values = {**form_of(web, viewer), "role": "operator"}
    services.change_user(user=viewer, by=chief, customers=[], role="manager")
    response = web.post(address("edit", viewer), values)
    assert response.status_code == 404  # no customer is shared any more
    values = {"user": viewer, "customers": [], "role": "viewer"}
    with pytest.raises(ValidationError, match="Someone else changed"):
        services.change_user(**values, by=chief, version="viewer False")


def test_the_same_on_the_page(client_of, chief, viewer, northwind):
    client = confirmed(client_of(chief))
    values = {**form_of(client, viewer), "role": "operator"}
    services.change_user(user=viewer, by=chief, customers=[northwind], role="manager")
    assert error_on_top(client.post(address("edit", viewer), values)) == CONFLICT
    assert fresh(viewer).role == "manager"


def more_than_the_manager(kind, manager, northwind, harbour):
    user = make_user("more", "viewer", customer=northwind)
    if kind == "other customers":
        CustomerAccess.objects.create(user=user, customer=harbour)
    elif kind == "a right of its own":
        user.user_permissions.add(Permission.objects.get(codename="delete_user"))
    else:
        setattr(user, kind, True)
        user.save()
    return user


@pytest.mark.parametrize(
    "kind",
    [
        "other customers",
        "a right of its own",
        "is_superuser",
        "is_staff",
        "sees_all_customers",
    ],
)
def test_who_may_do_more_than_a_manager_is_not_touched(
    web, manager, northwind, harbour, kind
):
    user = more_than_the_manager(kind, manager, northwind, harbour)
    for page in ("deactivate", "reactivate", "password"):
        response = web.post(address(page, user), follow=True)
        assert "only" in toast(response).lower(), page
    with pytest.raises(ValidationError):
        services.change_user(
            user=user, by=manager, customers=[northwind], role="manager"
        )
    user = fresh(user)
    assert (user.role, user.is_active) in {("viewer", True), ("administrator", True)}
    assert not user.links.exists()


def test_nobody_changes_themselves(client_of, administrator, manager, chief):
    for person in (administrator, manager, chief):
        client = confirmed(client_of(person))
        for page in ("edit", "deactivate", "password"):
            response = client.post(address(page, person), follow=True)
            assert rights.OWN in toast(response), (person, page)
        assert fresh(person).is_active
        assert address("edit", person) not in body(
            client.get(address("detail", person))
        )


def test_users_of_others_are_not_found(web, outsider):
    for page in ("edit", "deactivate", "reactivate", "password"):
        assert web.get(address(page, outsider)).status_code == 404
        assert web.post(address(page, outsider)).status_code == 404


@pytest.mark.parametrize("page", ["edit", "deactivate", "reactivate", "password"])
def test_the_password_is_asked_once_more(client_of, manager, viewer, page):
    client = client_of(manager)
    for verb in (client.get, client.post):
        for headers in ({}, HTMX):
            response = verb(address(page, viewer), headers=headers)
            where = response.get("HX-Redirect") or response.url
            assert where.startswith(reverse("account_reauthenticate"))
    told = read(client.get(address(page, viewer), follow=True))
    assert "viewer" in told.texts[".card"]
    assert fresh(viewer).is_active


def test_a_manager_who_was_deactivated_meanwhile_does_nothing(manager, viewer):
    User.objects.filter(pk=manager.pk).update(is_active=False)
    with pytest.raises(PermissionDenied):
        services.deactivate(user=viewer, by=manager)
    assert fresh(viewer).is_active


class TestDeactivating:
    def test_asks_first(self, web, viewer):
        page = web.get(address("deactivate", viewer))
        assert "logged out everywhere at once" in body(page)
        assert fresh(viewer).is_active

    def test_sessions_end_with_the_next_request(self, web, client_of, viewer):
        theirs = client_of(viewer)
        assert theirs.get("/").status_code == 200
        web.post(address("deactivate", viewer))
        assert not fresh(viewer).is_active
        assert theirs.get("/").url.startswith("/accounts/login/")
        assert theirs.get("/phases/", headers=HTMX).status_code == 401

    def test_and_do_not_come_back(self, web, client_of, viewer):
        theirs, asleep = client_of(viewer), client_of(viewer)
        web.post(address("deactivate", viewer))
        assert theirs.get("/").status_code == 302
        web.post(address("reactivate", viewer))
        for client in (theirs, asleep):
            assert client.get("/").status_code == 302
        theirs.post("/accounts/login/", {"login": "viewer", "password": PASSWORD})
        assert theirs.get("/").status_code == 200

    def test_others_stay_logged_in(self, web, client_of, viewer, operator):
        theirs = client_of(operator)
        web.post(address("deactivate", viewer))
        assert theirs.get("/").status_code == 200
        assert web.get("/").status_code == 200

    def test_the_page_says_so_and_leads_back(self, web, viewer):
        page = web.post(address("deactivate", viewer), follow=True)
        assert "User viewer deactivated." in toast(page)
        assert address("reactivate", viewer) in body(page)
        assert address("deactivate", viewer) not in body(page)

    def test_two_administrators_do_not_lock_each_other_out(
        self, administrator, transactional_db
    ):
        other = User.objects.create_superuser("other", password=PASSWORD)
        outcome: list[object] = []
        pairs = [(administrator, other), (other, administrator)]

        def attempt(user, by):
            try:
                outcome.append(services.deactivate(user=user, by=by))
            except PermissionDenied:
                outcome.append(None)
            finally:
                connection.close()

        threads = [threading.Thread(target=attempt, args=pair) for pair in pairs]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=30)
        assert len(outcome) == 2
        assert outcome.count(None) == 1
        assert User.objects.filter(is_superuser=True, is_active=True).count() == 1


class TestInTheActivity:
    def lines(self, client_of, administrator) -> list[str]:
        page = client_of(administrator).get(reverse("activity"))
        return [
            f"{line.actor} {line.what} {line.subject}" for line in page.context["lines"]
        ]

    def test_a_change_of_role(self, web, client_of, administrator, viewer):
        web.post(address("edit", viewer), {**form_of(web, viewer), "role": "operator"})
        said = self.lines(client_of, administrator)
        assert "manager changed the role of the user viewer" in said

    def test_a_login_names_nobody_and_leads_nowhere(
        self, client, client_of, administrator, viewer
    ):
        client.post("/accounts/login/", {"login": "viewer", "password": PASSWORD})
        page = client_of(administrator).get(reverse("activity"))
        [line] = [x for x in page.context["lines"] if x.label == "login"]
        assert (line.subject, line.url) == ("", "")

    def test_deactivating(self, web, client_of, administrator, viewer):
        web.post(address("deactivate", viewer))
        page = client_of(administrator).get(reverse("activity"))
        [line] = [x for x in page.context["lines"] if x.label == "update"]
        assert (line.actor, line.subject) == ("manager", "viewer")
        assert [(c.field, c.before, c.after) for c in line.changes] == [
            ("active", True, False)
        ]
        assert line.url == viewer.get_absolute_url()
