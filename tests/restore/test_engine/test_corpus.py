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
    every_database,
    identity,
    left_of,
    restore,
    roles,
)

pytestmark = pytest.mark.django_db(transaction=True)
CASES = join([plain.CASES, real.CASES, archives.CASES, wrapped.CASES, datadirs.CASES])
MARKED = "UPDATE ds3.bucket SET name = 'treasure ' || name;"
TREASURE = [f"treasure bucket {number}" for number in (1, 2, 3)]


@pytest.fixture(scope="session")
def valid(embedded_services: None, tmp_path_factory: pytest.TempPathFactory) -> Valid:
    return Valid(tmp_path_factory.mktemp("valid"))


@pytest.fixture(scope="module")
def suffixes() -> Iterator[set[str]]:
    """Whose databases stay from one case to the next."""
    known: set[str] = set()
    yield known
    for suffix in known:
        drop_all(suffix)


def guarded(name: str, suffixes: set[str], valid: Valid) -> Customer:
    """A customer whose database serves already, from an earlier restore."""
    customer = create_customer(name=f"{name} {os.getpid()}")
    suffixes.add(customer.database_suffix)
    served = Served(customer)
    if served.name not in every_database() or served.buckets() != TREASURE:
        path = valid.folder / "treasure.dump"
        path.write_bytes(valid.dump("-Fc", more=MARKED))
        assert restore(customer, path).job.state == JobState.DONE
    return customer


@pytest.fixture
def victim(transactional_db: None, suffixes: set[str], valid: Valid) -> Customer:
    """Has a database; the hostile file is restored for it."""
    return guarded("Victim", suffixes, valid)


@pytest.fixture
def bystander(transactional_db: None, suffixes: set[str], valid: Valid) -> Customer:
    """Has a database, and nothing to do with it all."""
    return guarded("Bystander", suffixes, valid)


@pytest.fixture
def unharmed(bystander: Customer) -> Iterator[None]:
    """Files, roles, settings and others' databases are as they were before."""
    CANARY.unlink(missing_ok=True)
    before = roles(), identity(bystander), Served(bystander).rows()
    yield
    assert not CANARY.exists()
    assert (roles(), identity(bystander), Served(bystander).rows()) == before
    assert Served(bystander).buckets() == TREASURE


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
    """Of each number the first is tried each time."""
    chosen = {name: case for name, case in CASES.items() if (not case.code) is harmless}
    quick = {name.partition(" ")[0]: name for name in reversed(chosen)}.values()
    return [
        pytest.param(case, id=name, marks=[] if name in quick else [pytest.mark.slow])
        for name, case in chosen.items()
    ]


@pytest.mark.parametrize("case", pick(harmless=False))
def test_refused(
    case: Case, valid: Valid, victim: Customer, unharmed: None, tmp_path: Path
) -> None:
    served = identity(victim), Served(victim).rows()
    refused = try_it(victim, case.build(valid), tmp_path)
    assert (refused.job.error_code, refused.job.state) == (case.code, JobState.FAILED)
    assert (identity(victim), Served(victim).rows()) == served
    assert Served(victim).buckets() == TREASURE


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


@pytest.mark.slow
@pytest.mark.parametrize("name", archives.FLIPS)
def test_a_flipped_bit(
    name: str, valid: Valid, victim: Customer, unharmed: None, tmp_path: Path
) -> None:
    """It may be nowhere to be seen; then the rows are as many as there were."""
    done = try_it(victim, archives.FLIPS[name](valid), tmp_path)
    if done.job.state == JobState.DONE:
        assert Served(victim).rows()["ds3.s3_object"] == ROWS
    else:
        assert Served(victim).buckets() == TREASURE
