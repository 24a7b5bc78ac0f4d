"""What would act by itself is gone before a data directory's server starts."""

import json

import pytest

from files.wrappers import Limits
from restore.datadir.cluster import Cluster, open_cluster
from restore.datadir.dump import query_value
from restore.datadir.server import running_server
from restore.dumps.identify import identify
from restore.landing.children import run_plainly
from restore.tools import Tools
from tests.fixtures.places import let_others_pass
from tests.restore.corpus.base import tar_of
from tests.restore.corpus.clusters import files_of
from tests.restore.corpus.datadirs import LOGIN, PRELOAD, SUBSCRIPTION

ROOM = 1024**3
HOSTILE = {
    "postgresql.auto.conf": b"work_mem = '7MB'\nshared_preload_libraries = 'x'\n"
}


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Cluster:
    folder = tmp_path_factory.mktemp("cleaned")
    let_others_pass(folder)
    path = folder / "backup.tar"
    files = files_of(SUBSCRIPTION + LOGIN + PRELOAD)
    path.write_bytes(tar_of({**files, **HOSTILE}))
    work = folder / "work"
    work.mkdir()
    found = identify(path, work=work, limits=Limits(ROOM), tick=int)
    return open_cluster(found, Tools(int, str, run_plainly, work, ROOM))


def test_nothing_of_it_is_left(cluster: Cluster) -> None:
    counts = " || ' ' || ".join(
        f"(SELECT count(*) FROM {table})"
        for table in ("pg_db_role_setting", "pg_subscription", "pg_event_trigger")
    )
    with running_server(cluster):
        assert query_value(cluster, "tapesystem", f"SELECT {counts}").strip() == "0 0 0"


SETTINGS = {
    "listen_addresses": "", "shared_preload_libraries": "", "work_mem": "4MB",
    "session_preload_libraries": "", "local_preload_libraries": "", "ssl": "off",
    "event_triggers": "off", "enable_indexscan": "off", "autovacuum": "off",
    "default_transaction_read_only": "off", "archive_mode": "off",
    "max_logical_replication_workers": "0",
}  # fmt: skip


def test_the_settings_are_ours(cluster: Cluster) -> None:
    shown = ", ".join(f"current_setting('{name}')" for name in SETTINGS)
    with running_server(cluster):
        found = query_value(cluster, "tapesystem", f"SELECT json_build_array({shown})")
    assert dict(zip(SETTINGS, json.loads(found), strict=True)) == SETTINGS
