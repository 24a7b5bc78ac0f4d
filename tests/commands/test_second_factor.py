"""Who lost every second factor gets in again with the administrator's help."""

import pytest
from allauth.mfa.models import Authenticator

from tests.commands.conftest import assert_refused
from tests.tracker.factors import give_app
from tracker.accounts import second_factor_of

pytestmark = pytest.mark.django_db


def test_all_are_removed(run, viewer, operator, client_of, administrator):
    give_app(viewer)
    give_app(operator)
    told = run("remove_second_factor", "viewer").out
    assert told == "Removed for viewer: Authenticator app.\n"
    assert second_factor_of([viewer, operator]) == {operator.pk}
    assert not Authenticator.objects.filter(user=viewer).exists()
    page = client_of(administrator).get("/activity/", {"verb": "factor_removed"})
    [line] = page.context["lines"]
    assert line.reason == "Authenticator app of viewer"
    assert "remove_second_factor" in line.actor


def test_where_there_is_none_it_is_told(run, viewer):
    assert_refused(run("remove_second_factor", "viewer"), "has no second factor")
    assert_refused(run("remove_second_factor", "no one"), "There is no user no one.")
