"""The server's configuration, with which nothing runs by itself.

The backup's own configuration is ignored.
"""

from collections.abc import Mapping
from pathlib import Path

EVERYWHERE = {
    # Connections only through a socket in a private folder.
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "ssl": "off",
    # Nothing starts by itself, and only PostgreSQL's libraries are loaded.
    "shared_preload_libraries": "",
    "session_preload_libraries": "",
    "local_preload_libraries": "",
    "dynamic_library_path": "$libdir",
    "max_logical_replication_workers": "0",
    "max_worker_processes": "0",
    "max_wal_senders": "0",
    "max_replication_slots": "0",
    "autovacuum": "off",
    "autovacuum_freeze_max_age": "2000000000",
    "autovacuum_multixact_freeze_max_age": "2000000000",
    "archive_mode": "off",
    "jit": "off",
    "restart_after_crash": "off",
    # Letters may sort differently here than where the indexes were made.
    "enable_indexscan": "off",
    "enable_indexonlyscan": "off",
    "enable_bitmapscan": "off",
    # The cluster is thrown away, so nothing waits for the disk.
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "hot_standby": "off",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "1d",
    # Small, as the data is read only once.
    "max_connections": "10",
    "shared_buffers": "128MB",
    "huge_pages": "off",
    "temp_file_limit": "1GB",
    "lc_messages": "C",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_error_statement": "panic",
    "logging_collector": "off",
    "log_destination": "stderr",
    "log_line_prefix": "",
}
SINCE = {17: {"event_triggers": "off"}}
# With this, a base backup or a standby is opened only if its log is complete.
RECOVERING = {"restore_command": "/bin/false"}
# Files that were written during the copy may be incomplete, above all indexes.
APPROXIMATE = {"ignore_system_indexes": "on"}


def configuration(major: int, place: Path, socket: str, more: Mapping[str, str]) -> str:
    settings = {
        **EVERYWHERE,
        **{
            k: v
            for since, new in SINCE.items()
            if major >= since
            for k, v in new.items()
        },
        "unix_socket_directories": socket,
        "hba_file": str(place / "pg_hba.conf"),
        "ident_file": str(place / "pg_ident.conf"),
        **more,
    }
    lines = [f"{name} = {_quoted(value)}" for name, value in settings.items()]
    return "\n".join(lines) + "\n"


def _quoted(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
