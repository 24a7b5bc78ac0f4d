"""Each hostile or broken input is refused or harmless, and nothing else happens."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from customers.models import Customer
from customers.services import create_customer
from jobs.models import JobState
from restore.models import Restore
from tests.restore.corpus import archives, datadirs, plain, real, wrapped
from tests.restore.corpus.base import CANARY, ROWS, Case, Valid, join

from .harness import (
    Served,
    databases,
    drop_all,
    identity,
    left_of,
    restore,
    roles,
)

pytestmark = pytest.mark.django_db(transaction=True)
CASES = join([plain.CASES, real.CASES, archives.CASES, wrapped.CASES, datadirs.CASES])
MARKED = "UPDATE ds3.bucket SET name = 'treasure ' || name;"
State = tuple[object, ...]
TREASURE = [f"treasure bucket {number}" for number in (1, 2, 3)]


@pytest.fixture(scope="session")
def valid(embedded_services: None, tmp_path_factory: pytest.TempPathFactory) -> Valid:
    return Valid(tmp_path_factory.mktemp("valid"))


class Guarded:
    """What has to stay as it was, from one case to the next."""

    def __init__(self) -> None:
        self.roles = roles()
        self.customers: dict[str, State | None] = {}  # by suffix

    def give(self, name: str, valid: Valid) -> Customer:
        """A customer whose database serves already, from an earlier restore."""
        customer = create_customer(name=f"{name} {os.getpid()}")
        if not self.customers.get(customer.database_suffix):
            path = valid.folder / "treasure.dump"
            path.write_bytes(valid.dump("-Fc", more=MARKED))
            assert restore(customer, path).job.state == JobState.DONE
            self.customers[customer.database_suffix] = state(customer)
            self.roles = roles()  # the first restore makes some
        return customer

    def check(self, customer: Customer) -> None:
        before = self.customers[customer.database_suffix]
        self.customers[customer.database_suffix] = None  # made anew after a failure
        assert state(customer) == before
        assert roles() == self.roles
        self.customers[customer.database_suffix] = before


def state(customer: Customer) -> State:
    served = Served(customer)
    assert served.buckets() == TREASURE
    return identity(customer), served.rows()


@pytest.fixture(scope="module")
def guarded(embedded_services: None) -> Iterator[Guarded]:
    guarded = Guarded()
    yield guarded
    for suffix in guarded.customers:
        drop_all(suffix)


@pytest.fixture
def victim(transactional_db: None, guarded: Guarded, valid: Valid) -> Customer:
    """Has a database; the hostile file is restored for it."""
    return guarded.give("Victim", valid)


@pytest.fixture
def bystander(transactional_db: None, guarded: Guarded, valid: Valid) -> Customer:
    """Has a database, and nothing to do with it all."""
    return guarded.give("Bystander", valid)


@pytest.fixture
def unharmed(bystander: Customer, guarded: Guarded) -> Iterator[None]:
    """Files, roles, settings and others' databases are as they were before."""
    CANARY.unlink(missing_ok=True)
    yield
    assert not CANARY.exists()
    guarded.check(bystander)


def try_it(customer: Customer, data: bytes, folder: Path) -> Restore:
    path = folder / "backup"
    path.write_bytes(data)
    done = restore(customer, path)
    assert done.job.state in (JobState.DONE, JobState.FAILED), done.job.traceback
    assert left_of(done.job_id) == []
    if done.job.state == JobState.FAILED:
        assert_a_sentence(done.job.error)
        assert done.job.error_code.isidentifier()
    return done


def assert_a_sentence(text: str) -> None:
    assert text.isprintable()
    assert text[-1] == "."
    assert len(text) < 500


def pick(*, harmless: bool) -> list[object]:
    return [
        pytest.param(case, id=name)
        for name, case in CASES.items()
        if (not case.code) is harmless
    ]


@pytest.mark.parametrize("case", pick(harmless=False))
def test_refused(
    case: Case,
    valid: Valid,
    victim: Customer,
    guarded: Guarded,
    unharmed: None,
    tmp_path: Path,
) -> None:
    refused = try_it(victim, case.build(valid), tmp_path)
    assert (refused.job.error_code, refused.job.state) == (case.code, JobState.FAILED)
    guarded.check(victim)


@pytest.mark.parametrize("case", pick(harmless=True))
def test_harmless(
    case: Case, valid: Valid, customer: Customer, unharmed: None, tmp_path: Path
) -> None:
    """All rows are there, and nothing that runs."""
    done = try_it(customer, case.build(valid), tmp_path)
    assert (done.job.error, done.job.state) == ("", JobState.DONE)
    assert Served(customer).rows()["ds3.s3_object"] == ROWS
    assert Served(customer).runs() == []
    assert databases(customer) == [Served(customer).name]


@pytest.mark.parametrize("name", archives.FLIPS)
def test_a_flipped_bit(
    name: str, valid: Valid, customer: Customer, unharmed: None, tmp_path: Path
) -> None:
    """It may be nowhere to be seen; then the rows are as many as there were."""
    done = try_it(customer, archives.FLIPS[name](valid), tmp_path)
    if done.job.state == JobState.DONE:
        assert Served(customer).rows()["ds3.s3_object"] == ROWS
    else:
        assert databases(customer) == []
