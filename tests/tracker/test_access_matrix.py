"""Every address for everybody: a URL that nobody classified fails here."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from tests.fixtures.people import make_user
from tests.tracker.reading import HTMX
from tests.tracker.rows import a_row_of_each
from tracker.accounts.ended import ENDED

ROLES = ("anonymous", "viewer", "operator", "manager", "administrator")
OTHERS = {"outsider": "operator", "rival": "manager"}  # of another customer
PEOPLE = (*ROLES[1:], *OTHERS)
LOGIN = "/accounts/login/"


@dataclass(frozen=True)
class Rule:
    """The least role that gets in, how, and whose row the address names."""

    least: str
    methods: str = "GET"
    row: str = ""
    also: str = ""  # verbs that need another role, and are tried elsewhere
    whose: str = ""  # and nobody else's, whatever the role


FORM = "GET POST"
RULES = {
    "home": Rule("viewer"),
    "search": Rule("viewer"),
    "theme": Rule("viewer", "POST"),
    "activity": Rule("viewer"),
    "attention": Rule("viewer"),
    "attention_projects": Rule("viewer"),
    "attention_restores": Rule("viewer"),
    "health": Rule("manager"),
    "metrics": Rule("administrator"),
    "lists:columns": Rule("viewer", "POST"),
    "lists:view_save": Rule("viewer", FORM),
    "customers:list": Rule("viewer"),
    "customers:create": Rule("operator", FORM),
    "customers:alike": Rule("operator"),
    "customers:activate": Rule("manager", "POST"),
    "customers:deactivate": Rule("manager", "POST"),
    "customers:detail": Rule("viewer", row="northwind"),
    "customers:edit": Rule("manager", FORM, "northwind"),
    "customers:delete": Rule("manager", FORM, "northwind"),
    "users:list": Rule("manager"),
    "users:invite": Rule("manager", FORM),
    "users:detail": Rule("manager", row="member"),
    "users:edit": Rule("manager", FORM, "member"),
    "users:password": Rule("manager", FORM, "member"),
    "users:deactivate": Rule("manager", FORM, "member"),
    "users:reactivate": Rule("manager", FORM, "member"),
    "users:renew": Rule("manager", "POST", "link"),
    "users:revoke": Rule("manager", "POST", "link"),
    "projects:list": Rule("viewer"),
    "projects:create": Rule("manager", FORM),
    "projects:alike": Rule("manager"),
    "projects:activate": Rule("manager", "POST"),
    "projects:deactivate": Rule("manager", "POST"),
    "projects:detail": Rule("viewer", row="project"),
    "projects:edit": Rule("manager", FORM, "project"),
    "projects:delete": Rule("manager", FORM, "project"),
    "phases:list": Rule("viewer"),
    "phases:create": Rule("operator", FORM),
    "phases:alike": Rule("operator"),
    "phases:create_many": Rule("operator", FORM),
    "phases:phase_file": Rule("operator", FORM, "project"),
    "phases:phase_table_csv": Rule("operator"),
    "phases:phase_table_xlsx": Rule("operator"),
    "phases:phase_import": Rule("operator", FORM, "phase_import"),
    "phases:phase_import_apply": Rule("operator", "POST", "phase_import"),
    "phases:phase_import_discard": Rule("operator", "POST", "phase_import"),
    "phases:compare": Rule("viewer"),
    "phases:compare_chosen": Rule("viewer", "POST"),
    "phases:edit_several": Rule("operator", FORM),
    "phases:activate": Rule("operator", "POST"),
    "phases:deactivate": Rule("operator", "POST"),
    "phases:detail": Rule("viewer", row="phase"),
    "phases:edit": Rule("operator", FORM, "phase"),
    "phases:status": Rule("operator", FORM, "phase"),
    "phases:duplicate": Rule("operator", FORM, "phase"),
    "phases:delete": Rule("operator", FORM, "phase"),
    "phases:expect": Rule("operator", FORM, "phase"),
    "phases:pause_add": Rule("operator", FORM, "phase"),
    "phases:pause_edit": Rule("operator", FORM, "pause"),
    "phases:pause_delete": Rule("operator", FORM, "pause"),
    "phases:import_to_phase": Rule("operator", FORM, "phase"),
    "phases:import_to_project": Rule("operator", FORM, "project"),
    "phases:import": Rule("operator", FORM, "import"),
    "phases:import_apply": Rule("operator", "POST", "import"),
    "phases:import_undo": Rule("operator", "POST", "import"),
    "phases:import_discard": Rule("operator", "POST", "import"),
    "phases:set_aside": Rule("operator", FORM, "phase"),
    "phases:set_aside_project": Rule("operator", FORM, "project"),
    "phases:set_aside_restore": Rule("operator", FORM, "failed restore"),
    "phases:show_again": Rule("operator", "POST", "aside"),
    "phases:measurement_add": Rule("operator", FORM, "phase"),
    "phases:legacy_upload": Rule("manager", FORM),
    "phases:legacy": Rule("manager", FORM, "legacy"),
    "phases:legacy_apply": Rule("manager", "POST", "legacy"),
    "phases:legacy_discard": Rule("manager", "POST", "legacy"),
    "phases:bucket_figures": Rule("viewer", row="phase"),
    "phases:size": Rule("operator"),
    "phases:measurements": Rule("viewer", row="phase"),
    "phases:measurements_csv": Rule("viewer", row="phase"),
    "phases:measurements_json": Rule("viewer", row="phase"),
    "phases:measurement_correct": Rule("operator", FORM, "measured"),
    "phases:measurement_delete": Rule("operator", FORM, "measured"),
    "phases:measurement_undo": Rule("operator", "POST", "deleted"),
    "phases:templates": Rule("viewer"),
    "phases:template": Rule("viewer", row="template"),
    "phases:template_start": Rule("manager", FORM, "template"),
    "phases:template_delete": Rule("manager", FORM, "template"),
    "phases:template_save": Rule("manager", FORM, "project"),
    "uploads:remove": Rule(
        "operator", "POST", "upload", whose="operator manager administrator"
    ),
    "restore:start": Rule("viewer", also="POST"),  # tests/restore/test_pages
    "restore:history": Rule("viewer"),
    "restore:databases": Rule("viewer"),
    "restore:database": Rule("viewer", row="database"),
    "restore:database_drop": Rule("manager", FORM, "database"),
    "restore:server": Rule("manager", FORM, "northwind"),
    "restore:disk": Rule("operator"),
    "restore:detail": Rule("viewer", row="restore"),
    "restore:plan": Rule("viewer", row="restore"),
    "restore:confirm": Rule("operator", "POST", "restore"),
    "restore:other": Rule("operator", "POST", "restore"),
    "restore:date": Rule("operator", FORM, "restore"),
    "gather:gather": Rule("viewer", FORM),
    "gather:figures": Rule("viewer", "POST"),
    "gather:buckets": Rule("viewer", "POST"),
    "gather:store": Rule("operator", "POST"),
    "gather:origin": Rule("viewer", row="measured"),
    "gather:all": Rule("viewer"),
    "gather:store_all": Rule("operator", "POST"),
    "gather:past": Rule("viewer", row="phase"),
    "gather:store_past": Rule("operator", "POST", "phase"),
    "gather:of_phase": Rule("viewer", row="phase"),
    "gather:bucket_phases": Rule("operator", FORM, "project"),
    "gather:bucket_phases_list": Rule("operator", "POST", "project"),
    "gather:bucket_phases_result": Rule("operator", "POST", "project"),
    "gather:bucket_phases_store": Rule("operator", "POST", "project"),
    "gather:inventories": Rule("viewer"),
    "gather:compare": Rule("viewer"),
    "gather:inventory": Rule("viewer", row="inventory"),
    "gather:of_buckets": Rule("viewer", row="inventory"),
    "gather:bucket": Rule("viewer", row="inventory"),
    "gather:again": Rule("operator", "POST", "inventory"),
    "gather:discard": Rule("manager", FORM, "inventory"),
    "gather:reinstate": Rule("manager", "POST", "inventory"),
    "notes:of_customer": Rule("viewer", row="northwind"),
    "notes:of_project": Rule("viewer", row="project"),
    "notes:of_phase": Rule("viewer", row="phase"),
    "notes:add_to_customer": Rule("operator", "POST", "northwind"),
    "notes:add_to_project": Rule("operator", "POST", "project"),
    "notes:add_to_phase": Rule("operator", "POST", "phase"),
    "notes:detail": Rule("viewer", row="note"),
    "notes:edit": Rule("operator", FORM, "note", whose="operator"),
    "notes:delete": Rule(
        "operator", FORM, "note", whose="operator manager administrator"
    ),
    "notes:attachment": Rule("viewer", row="attachment"),
    "notes:people": Rule("operator", row="northwind"),
    "notes:mentions": Rule("viewer"),
    "notes:all_read": Rule("viewer", "POST"),
    "reports:list": Rule("viewer"),
    "reports:create": Rule("operator", FORM),
    "reports:detail": Rule("viewer", row="report"),
    "reports:download": Rule("viewer", row="report"),
    "jobs:list": Rule("viewer"),
    "jobs:detail": Rule("viewer", row="job"),
    "jobs:progress": Rule("viewer", row="job"),
    "jobs:log": Rule("viewer", row="job"),
    "jobs:cancel": Rule("operator", "POST", "job"),
    "jobs:retry": Rule("operator", "POST", "job"),
}
# Their clients follow no redirect to a login: see tests/uploads/test_who.py.
TUS = {"uploads:tus", "uploads:file"}
# For whoever has the secret in its address: see tests/customers/test_links.py.
ONE_TIME = {"users:open"}
PUBLIC = {"livez", "readyz", "account_login"}
# Of allauth: what serves people who can not log in, and what serves those who did.
BEFORE_LOGIN = {
    "account_logout", "account_inactive", "account_signup", "account_reset_password",
    "account_email_verification_sent", "account_confirm_login_code",
    "account_confirm_email", "account_reset_password_done",
    "account_reset_password_from_key", "account_reset_password_from_key_done",
    "mfa_authenticate", "mfa_login_webauthn",
}  # fmt: skip
OWN_ACCOUNT = {
    "account_reauthenticate", "account_email", "account_change_password",
    "account_set_password", "mfa_index", "mfa_activate_totp", "mfa_add_webauthn",
    "mfa_list_webauthn", "mfa_reauthenticate", "mfa_reauthenticate_webauthn",
    "mfa_generate_recovery_codes", "usersessions_list", "account_back",
    "account_display",
}  # fmt: skip
# Of those who have such a factor, session or view, or are mentioned: see
# test_second_factors.py, test_saved_views.py and tests/notes/test_mentions.py.
OWN_ROWS = {
    "notes:open",
    "lists:view_edit", "lists:view_delete",
    "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_download_recovery_codes",
    "mfa_edit_webauthn", "mfa_remove_webauthn", "end_session",
}  # fmt: skip


def every_name(patterns, space: str = ""):
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from every_name(pattern.url_patterns, inner)
        else:
            yield f"{space}{pattern.name}"


def test_everything_is_classified():
    names = {
        name
        for name in every_name(get_resolver().url_patterns)
        if not name.startswith("admin:")  # see test_the_admin_is_for_staff
    }
    own = OWN_ACCOUNT | OWN_ROWS
    assert names == RULES.keys() | TUS | ONE_TIME | PUBLIC | BEFORE_LOGIN | own


@pytest.fixture
def rows(northwind, project, phase, operator, manager):
    return a_row_of_each(northwind, project, phase, operator, manager)


@pytest.fixture
def rival(harbour):
    """A manager of another customer."""
    return make_user("rival", "manager", customer=harbour)


@pytest.fixture
def client_for(request, client_of):
    def client(person: str) -> Client:
        if person == "anonymous":
            return Client()
        return client_of(request.getfixturevalue(person))

    return client


def expected(rule: Rule, person: str) -> set[int]:
    role = OTHERS.get(person, person)
    if ROLES.index(role) < ROLES.index(rule.least):
        return {403}
    if person in OTHERS and rule.row:
        return {404}
    if rule.whose and person not in rule.whose.split():
        return {403}
    return {200, 302, 422}


def visit(client: Client, name: str, rule: Rule, rows: dict, **headers: str):
    url = reverse(name, args=[rows[rule.row]] if rule.row else [])
    for method in rule.methods.split():
        if method == "POST" and name.endswith("delete"):
            continue  # what would be gone is missed by whoever comes next
        yield method, client.generic(method, url, headers=headers)


def each_person() -> Iterator[object]:
    """Each takes over a second; who may do nothing here is tried each time."""
    for person in PEOPLE:
        quick = person == "outsider"
        yield pytest.param(person, marks=[] if quick else [pytest.mark.slow])


@pytest.mark.parametrize("person", [*each_person()])
def test_everybody_gets_what_is_theirs(client_for, rows, person):
    client = client_for(person)
    wrong = [
        (name, method, response.status_code)
        for name, rule in RULES.items()
        for method, response in visit(client, name, rule, rows)
        if response.status_code not in expected(rule, person)
    ]
    assert not wrong


@pytest.mark.slow
@pytest.mark.parametrize("person", ["viewer", *OTHERS])
def test_nobody_deletes_what_is_not_theirs(client_for, rows, person):
    client = client_for(person)
    for name, rule in RULES.items():
        if name.endswith("delete"):
            url = reverse(name, args=[rows[rule.row]])
            assert {client.post(url).status_code} == expected(rule, person), name


@pytest.mark.slow
def test_anonymous_is_led_to_the_login(client_for, rows):
    for name, rule in RULES.items():
        for method, response in visit(client_for("anonymous"), name, rule, rows):
            if method == "POST":
                assert response.status_code == 401, name
                continue
            assert response.status_code == 302, (name, method)
            assert response.url.startswith(LOGIN), (name, method)


@pytest.mark.slow
def test_anonymous_is_told_so_by_htmx(client_for, rows):
    for name, rule in RULES.items():
        if name == "metrics":
            continue  # no page asks for it by HTMX
        answers = visit(client_for("anonymous"), name, rule, rows, **HTMX)
        for method, response in answers:
            assert response.status_code == 401, (name, method)
            assert response.content.decode() == ENDED, (name, method)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(OWN_ACCOUNT))
def test_ones_account_is_behind_the_login(client_for, viewer, name):
    assert client_for("anonymous").get(reverse(name)).url.startswith(LOGIN)
    assert client_for("viewer").get(reverse(name)).status_code in (200, 302)


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_what_is_public_answers_anybody(db, client, name):
    assert client.get(reverse(name)).status_code == 200
