from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from uuid import uuid4

import pytest

from customers.appliances import Appliance
from customers.models import Customer
from customers.services import create_customer
from restore.recording import stock
from samples.catalogue import Catalogue
from samples.making import make
from samples.pack import pack_all

from .harness import drop_all

FORMATS = ("dump", "tar", "dir.tar", "sql")
BARE = [(form, "") for form in FORMATS]
# Each wrapper around the one that is read as it comes, each other format in one or two.
WRAPPED = [
    *(("sql", wrapper) for wrapper in (".gz", ".zst", ".zip", ".tar.zst", ".tar.gz")),
    *(("dump", ".zst"), ("dump", ".tar.gz"), ("tar", ".gz"), ("dir.tar", ".zip")),
]
RIO_WRAPPED = [("dump", ".zip"), ("sql", ".tar.zst")]
OBJECTS = 500


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whole restores take a second or two each."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.slow)


@pytest.fixture
def with_stock() -> None:
    """For tests of restores whose inventory matters."""


@pytest.fixture(autouse=True)
def nothing_counts(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Taking stock takes as long as all the rest of a small restore."""
    if "with_stock" not in request.fixturenames:
        stock.stock_taker()  # apps register once
        monkeypatch.setattr(stock, "_takers", [])


@pytest.fixture
def make_customer(transactional_db: None) -> Iterator[Callable[..., Customer]]:
    """One whom no other test knows; what was restored for it goes with the test."""
    suffixes: list[str] = []

    def add(name: str = "") -> Customer:
        customer = create_customer(name=name or f"Test {uuid4().hex[:10]}")
        suffixes.append(customer.database_suffix)
        return customer

    yield add
    for suffix in suffixes:
        drop_all(suffix)


@pytest.fixture
def customer(make_customer: Callable[..., Customer]) -> Customer:
    return make_customer()


@pytest.fixture
def neighbour(make_customer: Callable[..., Customer]) -> Customer:
    return make_customer()


class Samples:
    """Backups of one catalogue, all made at once and once a session."""

    def __init__(self, catalogue: Catalogue, folder: Path) -> None:
        self.catalogue, self.folder = catalogue, folder
        self.rows = catalogue.row_counts()

    def pack(self, *ends: str, major: int = 18) -> "Samples":
        outs = [self.folder / f"sample.{end}" for end in ends]
        pack_all(self.catalogue, outs, major=major)
        return self

    def __call__(self, end: str) -> Path:
        return self.folder / f"sample.{end}"


MakeSamples = Callable[..., Samples]


@pytest.fixture(scope="session")
def make_samples(tmp_path_factory: pytest.TempPathFactory) -> MakeSamples:
    @cache
    def pack(
        kind: Appliance, objects: int, age: str, *ends: str, major: int = 18
    ) -> Samples:
        catalogue = make(kind=kind.value, objects=objects, seed=7, age=age)
        samples = Samples(catalogue, tmp_path_factory.mktemp("samples"))
        return samples.pack(*ends, major=major)

    return pack


@pytest.fixture(scope="session")
def blackpearl(make_samples: MakeSamples) -> Samples:
    ends = ["".join(packed) for packed in [*BARE, *WRAPPED]]
    return make_samples(Appliance.BLACKPEARL, OBJECTS, "current", *ends)


@pytest.fixture(scope="session")
def another(make_samples: MakeSamples) -> Samples:
    """Another day's catalogue, with other numbers."""
    return make_samples(Appliance.BLACKPEARL, OBJECTS + 100, "current", "dump")


@pytest.fixture(scope="session")
def rio(make_samples: MakeSamples) -> Samples:
    ends = ["".join(packed) for packed in [*BARE, *RIO_WRAPPED]]
    return make_samples(Appliance.RIO, OBJECTS, "current", *ends)
