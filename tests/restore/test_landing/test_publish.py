"""The served database is the old one or a verified new one, never in between."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from uuid import UUID, uuid4

import psycopg
import pytest

from files.errors import Refused
from restore.landing.names import load_role, old_name
from restore.landing.publish import Published, is_published
from restore.landing.reading import read
from restore.landing.remains import left_behind
from restore.landing.server import Server
from restore.landing.staging import Staging, create_staging

from .conftest import Customer, publish

pytestmark = pytest.mark.slow

Make = Callable[[str], Staging]
CONTENT = "SELECT content FROM public.what"


@pytest.fixture
def make(server: Server, new_job: Callable[[], UUID]) -> Make:
    def staging_with(content: str) -> Staging:
        staging = create_staging(server, new_job())
        with staging.connect() as session:
            session.execute("CREATE TABLE public.what (content text)")
            session.execute("CREATE TABLE public.secret (content text)")
            session.execute("INSERT INTO public.what VALUES (%s)", [content])
        return staging

    return staging_with


def serve(staging: Staging, customer: Customer, patience: float = 30) -> Published:
    return publish(
        staging,
        live=customer.live,
        suffix=customer.suffix,
        tables=[("public", "what")],
        patience=patience,
    )


def served(customer: Customer) -> str | None:
    [[content]] = read(customer.server, customer.live, customer.suffix, CONTENT)
    return content


def test_the_second_takes_the_place_of_the_first(
    make: Make, customer: Customer
) -> None:
    assert serve(make("one"), customer).old == ""
    second = make("two")
    published = serve(second, customer)

    assert served(customer) == "two"
    assert published.old == old_name(customer.live, second.job_id)
    assert customer.databases() == [customer.live, published.old]
    assert is_published(customer.server, second.job_id) == customer.live


def test_no_trace_of_the_load_role_is_left(make: Make, customer: Customer) -> None:
    staging = make("one")
    serve(staging, customer)
    with customer.server.connect(database=customer.live) as session:
        roles = session.execute(
            "SELECT FROM pg_roles WHERE rolname = %s", [load_role(staging.job_id)]
        )
        owners = session.execute(
            "SELECT DISTINCT pg_get_userbyid(relowner)::text FROM pg_class "
            "WHERE relname IN ('what', 'secret')"
        ).fetchall()
    assert roles.rowcount == 0
    assert owners == [("restored_owner",)]


def test_the_owner_can_not_log_in(make: Make, customer: Customer) -> None:
    serve(make("one"), customer)
    with customer.server.connect() as session:
        query = "SELECT rolcanlogin FROM pg_roles WHERE rolname = 'restored_owner'"
        assert session.execute(query).fetchone() == (False,)


class Reading:
    """Asks all the time what is served; how long nothing was, and what it read."""

    def __init__(self, customer: Customer, *, lasting: bool) -> None:
        self.customer = customer
        self.lasting = lasting
        self.seen: set[str | None] = set()
        self.longest = 0.0
        self.over = False

    def __call__(self) -> None:
        last = time.monotonic()
        session: psycopg.Connection | None = None
        while not self.over:
            try:
                session = session if self.lasting and session else self._connect()
                [content] = session.execute(CONTENT).fetchone() or [None]
            except psycopg.OperationalError:
                session = None
                continue
            finally:
                self.longest = max(self.longest, time.monotonic() - last)
            if not self.lasting:
                session.close()
            last = time.monotonic()
            self.seen.add(content)

    def _connect(self) -> psycopg.Connection:
        server = self.customer.server
        return psycopg.connect(
            **{
                **server.parameters,
                "dbname": self.customer.live,
                "user": self.customer.reader,
                "password": server.password_of(self.customer.reader),
            },
            autocommit=True,
        )


@contextmanager
def reading(customer: Customer, *, lasting: bool) -> Iterator[Reading]:
    reader = Reading(customer, lasting=lasting)
    thread = threading.Thread(target=reader)
    thread.start()
    try:
        yield reader
    finally:
        time.sleep(0.3)
        reader.over = True
        thread.join()


@pytest.mark.parametrize("lasting", [True, False], ids=["stays", "reconnects"])
def test_a_session_reads_old_or_new_all_the_time(
    make: Make, customer: Customer, lasting: bool
) -> None:
    serve(make("0"), customer)
    with reading(customer, lasting=lasting) as reader:
        for number in range(1, 4):
            assert serve(make(str(number)), customer).seconds < 1
    assert reader.seen == {"0", "1", "2", "3"}
    assert reader.longest < 1


def test_many_sessions_that_reconnect_can_not_hold_it_up(
    make: Make, customer: Customer
) -> None:
    serve(make("old"), customer)
    new = make("new")
    with ExitStack() as all_of_them:
        for number in range(4):
            all_of_them.enter_context(reading(customer, lasting=number == 0))
        assert serve(new, customer, patience=10).seconds < 1
    assert served(customer) == "new"


def test_what_we_may_not_end_keeps_the_old_one_serving(
    make: Make,
    customer: Customer,
    superuser: Callable[[str], psycopg.Connection],
) -> None:
    serve(make("old"), customer)
    new = make("new")
    someone = superuser(customer.live)

    with pytest.raises(Refused, match="postgres") as refused:
        serve(new, customer, patience=1)
    assert refused.value.code == "busy"
    assert served(customer) == "old"

    someone.close()
    with customer.server.connect() as session:  # nothing was left shut
        query = "SELECT datallowconn, datconnlimit FROM pg_database WHERE datname = %s"
        assert session.execute(query, [customer.live]).fetchone() == (True, -1)


def test_it_waits_until_they_leave(
    make: Make,
    customer: Customer,
    superuser: Callable[[str], psycopg.Connection],
) -> None:
    serve(make("old"), customer)
    new = make("new")
    leaving = threading.Timer(1, superuser(customer.live).close)
    leaving.start()
    serve(new, customer, patience=20)
    leaving.join()
    assert served(customer) == "new"


def test_a_lock_on_the_database_is_waited_for(
    make: Make,
    customer: Customer,
    superuser: Callable[[str], psycopg.Connection],
) -> None:
    """As another administrator takes by ALTER DATABASE, from elsewhere."""
    serve(make("old"), customer)
    new = make("new")
    someone = superuser("landing")
    someone.execute("BEGIN")
    someone.execute(f"COMMENT ON DATABASE {customer.live} IS ''".encode())
    with pytest.raises(Refused) as refused:
        serve(new, customer, patience=1)
    assert refused.value.code == "busy"
    assert served(customer) == "old"


def test_two_at_once_serve_one_after_the_other(make: Make, customer: Customer) -> None:
    serve(make("0"), customer)
    both = [make("1"), make("2")]
    threads = [threading.Thread(target=serve, args=(one, customer)) for one in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert served(customer) in ("1", "2")
    assert len(customer.databases()) == 3


@pytest.mark.parametrize("name", ["landing", "template1", "postgres", "tapesystem_A"])
def test_only_names_of_restored_databases(
    make: Make, customer: Customer, name: str
) -> None:
    with pytest.raises(ValueError, match="not the name of a restored database"):
        publish(make("one"), live=name, suffix=customer.suffix, tables=[])


def test_the_longest_names_fit(make: Make, server: Server) -> None:
    somebody = Customer(server, f"{uuid4().hex}12345678")
    try:
        serve(make("one"), somebody)
        old = serve(make("two"), somebody).old
        assert len(old.encode()) == 63
        assert old in [remain.name for remain in left_behind(server)]
        assert served(somebody) == "two"
    finally:
        with server.connect() as session:
            for name in (somebody.live, old):
                session.execute(f"DROP DATABASE IF EXISTS {name}".encode())
        somebody.clean()
