import pytest

from customers.models import Customer
from phases.models import Phase
from projects.models import Project
from tests.commands.conftest import assert_refused
from tracker.history import history

ODD_NAMES = ["Fern 🌿", "<script>alert(1)</script>", "O'Hara", "=1+1", "日本"]


@pytest.fixture
def new_project(run, northwind):
    def create(*more, name="Sports", kind="IOM_BUCKET"):
        named = ("--customer", "Northwind Studios", "--name", name, "--type", kind)
        return run("create_project", *named, *more)

    return create


@pytest.fixture
def new_phase(run, project):
    def create(*more, name="Copy", source="LTO7", target="LTO9"):
        within = ("--customer", project.customer.pk, "--project", "NEWS archive")
        places = ("--source", source, "--target", target)
        return run("create_phase", *within, "--name", name, *places, *more)

    return create


@pytest.mark.parametrize("name", ODD_NAMES)
def test_a_customer_as_json(run, name):
    made = run("create_customer", name, "--format", "json").json
    customer = Customer.objects.get()
    assert made["id"] == str(customer.pk)
    assert made["name"] == name == customer.name
    assert made["database_suffix"] == customer.database_suffix
    assert set(made) >= {"active", "created_at", "updated_at"}


def test_a_customer_in_words(run):
    result = run("create_customer", "Northwind Studios")
    assert result.code == 0
    assert "tapesystem_northwind_studios" in result.out


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "NAME: This field cannot be blank."),
        ("  \t ", "NAME: This field cannot be blank."),
        ("x" * 300, "NAME: Ensure this value has at most 200 characters"),
        ("\udcff", "NAME: this is not valid UTF-8 text."),
        ("a\0b", "NAME: this is not valid UTF-8 text."),
        ("a\tb", "NAME: Use printable characters only"),
        ("\u202eback", "NAME: Use printable characters only"),
    ],
)
def test_a_bad_name_is_refused(run, name, sentence):
    assert_refused(run("create_customer", name), sentence)
    assert not Customer.objects.exists()


def test_a_name_that_is_taken(run, northwind):
    refused = run("create_customer", "NORTHWIND studios")
    assert_refused(refused, "NAME: A customer with this name already exists.")
    again = run(
        "create_customer", "NORTHWIND studios", "--exist-ok", "--format", "json"
    )
    assert again.json["id"] == str(northwind.pk)
    assert Customer.objects.count() == 1


def test_a_project(new_project, northwind):
    result = new_project("--target-date", "2027-03-31", "--format", "json")
    assert result.json["customer"] == "Northwind Studios"
    assert result.json["customer_id"] == str(northwind.pk)
    assert result.json["target_date"] == "2027-03-31"
    assert Project.objects.get().type == "IOM_BUCKET"


def test_an_unknown_type(new_project):
    refused = new_project(kind="TAPE")
    assert_refused(
        refused, "--type: 'TAPE' is not valid. Choose from: IOM_BUCKET, IOM_EXCLUSION"
    )
    assert not Project.objects.exists()


@pytest.mark.parametrize("date", ["2027-13-01", "2027-02-30", "soon", ""])
def test_a_date_that_is_none(new_project, date):
    refused = new_project(f"--target-date={date}")
    assert_refused(refused, "is not a date. Write it as")


def test_an_existing_project_is_left_as_it_is(new_project, project):
    refused = new_project(name="news ARCHIVE", kind="RIO_CRUISE_SGL")
    assert_refused(
        refused, "--name: This customer already has a project with this name."
    )
    again = new_project("--exist-ok", name="news ARCHIVE", kind="RIO_CRUISE_SGL")
    assert again.code == 0
    assert "already exists" in again.out
    assert "its type is IOM_BUCKET" in again.err
    project.refresh_from_db()
    assert project.type == "IOM_BUCKET"


def test_a_phase_with_all_there_is(new_phase, project):
    result = new_phase(
        "--tape-partition",
        "P1",
        "--bucket",
        "b 1",
        "--bucket",
        "b2",
        "--format",
        "json",
    )
    assert result.json["buckets"] == ["b 1", "b2"]
    assert result.json["target_tape_partition"] == "P1"
    assert result.json["type"] == "IOM_BUCKET"
    assert result.json["project_id"] == str(project.pk)
    assert result.json["customer"] == "Northwind Studios"


def test_all_problems_at_once(new_phase):
    refused = new_phase("--bucket", "b", "--bucket", "b", name="", target="LTO7")
    assert_refused(
        refused,
        "--name: This field cannot be blank.",
        "--target: Source and target are the same location.",
        "--bucket: The same bucket is listed twice.",
    )
    assert not Phase.objects.exists()


def test_a_phase_that_exists(new_phase, phase):
    refused = new_phase(name="pilot")
    assert_refused(refused, "--name: This project already has a phase with this name.")
    again = new_phase("--exist-ok", "--format", "json", name="pilot")
    assert again.json["id"] == str(phase.pk)
    assert Phase.objects.count() == 1


def test_a_customer_that_is_not_there(run, northwind):
    named = ("--name", "x", "--type", "IOM_BUCKET")
    refused = run("create_project", "--customer", "Nortwind", *named)
    suggestion = "Did you mean Northwind Studios?"
    assert_refused(refused, f"No customer is called 'Nortwind'. {suggestion}")


@pytest.mark.parametrize("name", ["", "x" * 300, "0123-not-an-id", "%", "\\"])
def test_a_name_that_is_like_no_other(run, northwind, name):
    refused = run("list_projects", "--customer", name)
    assert_refused(refused, "No customer is called")
    assert "Did you mean" not in refused.err


def test_a_project_of_somebody_else(run, harbour, project):
    within = ("--customer", "Harbour Television", "--project", project.pk)
    refused = run(
        "create_phase", *within, "--name", "x", "--source", "A", "--target", "B"
    )
    assert_refused(refused, "Harbour Television has no project called")
    assert not Phase.objects.exists()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["create_customer"], "The following arguments are required: NAME"),
        (["create_customer", "a", "b"], "Unrecognized arguments: b"),
        (["create_customer", "a", "--format", "xml"], "--format: invalid choice"),
        (["create_project", "--name", "x"], "--customer, --type"),
    ],
)
def test_what_can_not_be_understood(run, arguments, sentence):
    assert_refused(run(*arguments), sentence)


def test_the_command_line_is_in_the_history(run):
    run("create_customer", "Fern 🌿")
    entry = history(Customer.pgh_event_model.objects.all())[0]
    assert entry.actor == "create_customer 'Fern 🌿'"
    assert entry.event.pgh_context.metadata["door"] == "command"
