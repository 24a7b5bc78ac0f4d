"""What each role may do beyond seeing."""

import pytest
from django.contrib.auth.models import Permission

from tests.fixtures.people import make_user
from tracker.models import User

MAY = {
    "viewer": {"phases.view_phase", "customers.view_customer"},
    "operator": {
        "phases.add_phase",
        "phases.delete_migrationdata",
        "notes.add_note",
    },
    "manager": {
        "customers.delete_customer",
        "projects.add_project",
        "tracker.change_user",
    },
}
NOBODY_MAY = {"tracker.delete_user", "auth.change_group", "pghistory.change_context"}


@pytest.mark.parametrize("role", MAY)
def test_a_role_may_do_what_the_ones_before_it_may(db, role):
    user = make_user("somebody", role)
    upto = list(MAY)[: list(MAY).index(role) + 1]
    assert user.has_perms(set().union(*(MAY[each] for each in upto)))


@pytest.mark.parametrize("role", MAY)
def test_a_role_may_not_do_what_the_ones_after_it_may(db, role):
    user = make_user("somebody", role)
    after = list(MAY)[list(MAY).index(role) + 1 :]
    forbidden = NOBODY_MAY.union(*(MAY[each] for each in after))
    assert not [name for name in forbidden if user.has_perm(name)]


@pytest.mark.parametrize(
    ("groups", "role"),
    [((), "no role"), (("viewer",), "viewer"), (("viewer", "manager"), "manager")],
)
def test_a_role_in_one_word(db, groups, role):
    assert make_user("somebody", *groups).role == role


def test_a_superuser_is_an_administrator(administrator):
    assert administrator.role == "administrator"


def test_a_right_of_one_s_own(db):
    user = make_user("somebody", "viewer")
    user.user_permissions.add(Permission.objects.get(codename="add_phase"))
    user = User.objects.get(pk=user.pk)
    assert user.has_perm("phases.add_phase")
    assert user.has_perm("phases.view_phase")
    assert not user.has_perm("phases.delete_phase")


def test_who_is_not_active_may_do_nothing(db):
    user = make_user("somebody", "manager", is_active=False)
    assert user.get_all_permissions() == set()
    assert not user.has_perm("phases.view_phase")


def test_one_query_finds_all_rights(db, queries):
    user = make_user("somebody", "manager")
    with queries:
        assert user.has_perm("phases.view_phase")
        assert not user.has_perm("tracker.delete_user")
    assert len(queries) == 1


def test_a_superuser_may_do_everything(db, queries):
    user = make_user("somebody", is_superuser=True)
    assert user.has_perm("tracker.delete_user")
    assert "auth.change_group" in user.get_all_permissions()
