"""The product's settings, with services of the tests' own."""

import os
from pathlib import Path

from tests.place import var_directory

for _key in ("DATABASE_URL", "DATABASE_OWNER_URL", "LANDING_DATABASE_URL", "REDIS_URL"):
    os.environ.pop(_key, None)
# What this process chooses holds for all that it starts.
os.environ["TRACKER_TEST_VAR"] = str(var_directory())
# Processes that share the work (pytest-xdist) have services of their own.
_share = os.environ.get("PYTEST_XDIST_WORKER", "")
os.environ["TRACKER_VAR"] = os.environ["TRACKER_TEST_VAR"] + _share
os.environ["TRACKER_FAST"] = "1"
if "TRACKER_TEST_REDIS" in os.environ:  # a broker that a test may hurt
    os.environ["REDIS_URL"] = os.environ["TRACKER_TEST_REDIS"]
# Playwright runs an event loop in the thread of the tests.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

from tracker.settings import *  # noqa: E402, F403
from tracker.settings import (  # noqa: E402
    CACHES,
    CELERY_BROKER_TRANSPORT_OPTIONS,
    DATABASES,
    STORAGES,
    WORK_DIR,
)

# A worker that a test starts finds the test's database by this.
DATABASES["default"]["NAME"] = os.environ.get(
    "TRACKER_TEST_DATABASE", DATABASES["default"]["NAME"]
)
DATABASES["default"]["CONN_MAX_AGE"] = 0
# There, or WhiteNoise warns; not the source folder, or the system checks refuse.
STATIC_ROOT = Path(os.environ["TRACKER_VAR"]) / "static"
STATIC_ROOT.mkdir(mode=0o755, parents=True, exist_ok=True)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"]["BACKEND"] = (
    "django.contrib.staticfiles.storage.StaticFilesStorage"
)

# Jobs live faster here, and may be hurt; see tests/jobs/kinds.py for what they do.
JOB_ATTEMPTS = int(os.environ.get("TRACKER_TEST_ATTEMPTS", "3"))
# However slow the machine is; tests of faults lose theirs on purpose.
JOB_LEASE_SECONDS = float(os.environ.get("TRACKER_TEST_LEASE", "20"))
JOB_HEARTBEAT_SECONDS = 0.5
JOB_PULSE_SECONDS = 0.2
JOB_SHUTDOWN_SECONDS = 1.0
JOB_OVERDUE_SECONDS = 2.0
RECONCILE_SECONDS = 0.5
FAILPOINTS_ALLOWED = True
CELERY_IMPORTS = ["tests.jobs.kinds"]
# The workers of one run of the tests do not take the messages of another's.
_run = os.environ.setdefault("TRACKER_TEST_RUN", f"test-{os.getpid()}")
CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"] = f"{_run}{_share}:"
CACHES["default"]["KEY_PREFIX"] = f"{_run}{_share}-cache"
CELERY_BROKER_TRANSPORT_OPTIONS |= {"health_check_interval": 1, "socket_timeout": 2}
# Nor does the reconciler of one run remove the work of another's.
WORK_DIR = WORK_DIR / _run
BACKUP_DIR = Path(
    os.environ.get("TRACKER_TEST_BACKUPS")
    or f"{os.environ['TRACKER_VAR']}/backups/{_run}"
)
ATTACHMENT_DIR = Path(f"{os.environ['TRACKER_VAR']}/attachments/{_run}")
if "TRACKER_TEST_URLS" in os.environ:  # a web process with a page of the tests' own
    ROOT_URLCONF = os.environ["TRACKER_TEST_URLS"]
    WHITENOISE_USE_FINDERS = True
UPLOAD_IDLE_SECONDS = float(os.environ.get("TRACKER_TEST_IDLE", "30"))
UPLOAD_LOCK_SECONDS = 0.5
