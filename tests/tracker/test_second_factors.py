"""Second factors: an authenticator app, passkeys, recovery codes."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.fixtures.people import PASSWORD
from tests.tracker.factors import code_of, give_app
from tests.tracker.reading import HTMX, body, read, toast
from tracker.accounts import second_factor_of

pytestmark = pytest.mark.django_db
LOGIN, FACTOR = reverse("account_login"), reverse("mfa_authenticate")
INDEX, CODES = reverse("mfa_index"), reverse("mfa_view_recovery_codes")
APP, APP_OFF = reverse("mfa_activate_totp"), reverse("mfa_deactivate_totp")


def test_who_has_a_second_factor(viewer, operator, manager):
    give_app(viewer)
    Authenticator.objects.create(user=manager, type="webauthn", data={})
    RecoveryCodes.activate(operator)  # none by themselves
    assert second_factor_of([viewer, operator, manager]) == {viewer.pk, manager.pk}
    assert second_factor_of([operator]) == set()


def test_their_secrets_are_not_in_the_database(viewer):
    secret = generate_totp_secret()
    app = TOTP.activate(viewer, secret)
    codes = RecoveryCodes.activate(viewer)
    assert secret not in str(Authenticator.objects.values_list("data", flat=True))
    assert app.validate_code(code_of(secret))
    assert len(codes.get_unused_codes()) == 10


@pytest.fixture
def web(client_of, viewer):
    """The viewer, who just gave the password again."""
    client = client_of(viewer)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def forget_used(user, code: str) -> None:
    app = Authenticator.objects.get(user=user, type="totp").wrap()
    cache.delete(app._get_used_cache_key(code))


def set_up(client) -> HttpResponse:
    client.get(APP)
    code = code_of(client.session["mfa.totp.secret"])
    return client.post(APP, {"code": code})


class TestTheApp:
    def test_is_set_up_after_the_password_only(self, client_of, viewer):
        answer = client_of(viewer).get(APP)
        assert answer.url.startswith(reverse("account_reauthenticate"))

    def test_is_set_up_by_its_first_code(self, web, viewer):
        assert set_up(web).url == CODES
        assert second_factor_of([viewer]) == {viewer.pk}

    def test_is_not_by_a_wrong_code(self, web, viewer):
        web.get(APP)
        assert "is not correct" in body(web.post(APP, {"code": "000000"}))
        assert second_factor_of([viewer]) == set()

    def test_its_code_is_drawn_without_styles(self, web):
        page = read(web.get(APP))
        assert "path" in {tag for tag, _ in page.tags}
        assert not page.attributes("path", "style")

    def test_is_needed_from_then_on(self, client, viewer):
        secret = give_app(viewer)
        answer = client.post(LOGIN, {"login": "viewer", "password": PASSWORD})
        assert answer.url == FACTOR
        assert client.get("/").url.startswith(LOGIN)
        assert client.post(FACTOR, {"code": "000000"}).status_code == 200
        assert client.get("/").status_code == 302
        assert client.post(FACTOR, {"code": code_of(secret)}).url == "/"
        assert client.get("/").status_code == 200

    def test_a_code_is_good_once(self, viewer):
        code = code_of(give_app(viewer), later=1)  # this phone's clock is ahead
        first, second = Client(), Client()
        for client in (first, second):
            client.post(LOGIN, {"login": "viewer", "password": PASSWORD})
            client.post(FACTOR, {"code": code})
            forget_used(viewer, code)  # as allauth does, after half a minute
        assert first.get("/").status_code == 200
        assert second.get("/").status_code == 302

    def test_is_removed(self, web, viewer):
        set_up(web)
        web.post(reverse("mfa_deactivate_totp"))
        assert second_factor_of([viewer]) == set()
        assert not Authenticator.objects.exists()  # nor recovery codes of nothing


class TestRecoveryCodes:
    def test_are_shown_once_to_be_saved(self, web):
        page = web.get(set_up(web).url)
        codes = read(page).texts["#recovery_codes"].split()
        assert len(codes) == 10
        [link] = [
            a for a in read(page).attributes("a", "href") if a.startswith("data:")
        ]
        assert all(code in link for code in codes)
        again = body(web.get(CODES))
        assert "cannot be shown again" in again
        assert not any(code in again for code in codes)

    def test_let_in_once_each(self, viewer):
        give_app(viewer)
        codes = Authenticator.objects.get(type="recovery_codes").wrap()
        code = codes.get_unused_codes()[0]
        for status in (200, 302):
            client = Client()
            client.post(LOGIN, {"login": "viewer", "password": PASSWORD})
            client.post(FACTOR, {"code": code})
            assert client.get("/").status_code == status

    def test_new_ones_end_the_old_ones(self, web, viewer):
        set_up(web)
        old = Authenticator.objects.get(type="recovery_codes").wrap()
        web.post(reverse("mfa_generate_recovery_codes"))
        new = Authenticator.objects.get(type="recovery_codes").wrap()
        assert not set(old.get_unused_codes()) & set(new.get_unused_codes())


@pytest.mark.parametrize("name", ["mfa_edit_webauthn", "mfa_remove_webauthn"])
def test_somebody_elses_passkey_is_not_found(web, operator, name):
    theirs = Authenticator.objects.create(
        user=operator, type="webauthn", data={"name": "Theirs"}
    )
    assert web.get(reverse(name, args=[theirs.pk])).status_code == 404
    assert web.post(reverse(name, args=[theirs.pk])).status_code == 404


@pytest.mark.parametrize("name", ["mfa_deactivate_totp", "mfa_view_recovery_codes"])
def test_what_was_not_set_up_is_not_found(web, name):
    assert web.get(reverse(name)).status_code == 404


class TestDangerousActs:
    @pytest.fixture
    def app(self, viewer):
        return give_app(viewer)

    def test_are_confirmed_by_a_code(self, client_of, viewer, app):
        client = client_of(viewer)
        asked = client.get(APP_OFF)
        assert asked.url.startswith(reverse("account_reauthenticate"))
        page = client.get(asked.url)
        other = next(
            a
            for a in read(page).attributes("a", "href")
            if a.startswith(reverse("mfa_reauthenticate"))
        )
        answer = client.post(other, {"code": code_of(app)})
        assert answer.url == APP_OFF
        assert client.get(APP_OFF).status_code == 200

    def test_not_by_a_wrong_one(self, client_of, viewer, app):
        client = client_of(viewer)
        again = client.post(reverse("mfa_reauthenticate"), {"code": "000000"})
        assert "is not correct" in body(again)
        assert client.get(APP_OFF).status_code == 302


class TestRequired:
    """Of those who may come into the administration."""

    @pytest.fixture(autouse=True)
    def required(self, settings) -> None:
        settings.REQUIRE_SECOND_FACTOR = True

    @pytest.mark.parametrize("path", ["/", "/customers/", "/admin/", "/metrics"])
    def test_nothing_comes_before_it(self, client_of, administrator, path):
        client = client_of(administrator)
        assert client.get(path).url == INDEX
        assert client.post(path).url == INDEX
        assert "requires a second factor" in toast(client.get(path, follow=True))

    def test_htmx_leads_there_too(self, client_of, administrator):
        answer = client_of(administrator).get("/phases/", headers=HTMX)
        assert answer["HX-Redirect"] == INDEX

    def test_staff_as_well(self, client_of, manager):
        manager.is_staff = True
        manager.save()
        assert client_of(manager).get("/").url == INDEX

    def test_nobody_else(self, client_of, manager):
        assert client_of(manager).get("/").status_code == 200

    def test_until_it_is_set_up(self, client_of, administrator):
        client = client_of(administrator)
        client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        page = client.get(set_up(client).url)
        assert "Download codes" in body(page)
        assert client.get("/").status_code == 200

    def test_leaving_is_possible(self, client_of, administrator):
        client = client_of(administrator)
        assert client.get(reverse("account_logout")).status_code == 200
        client.post(reverse("account_logout"))
        assert client.get("/").url.startswith(LOGIN)

    def test_recovery_codes_alone_are_none(self, client_of, administrator):
        RecoveryCodes.activate(administrator)
        assert client_of(administrator).get("/").url == INDEX


def test_without_the_setting_nobody_must(client_of, administrator):
    assert client_of(administrator).get("/").status_code == 200
