"""The product's settings, with services of the tests' own under `var/test`."""

import os
from pathlib import Path

for _key in ("DATABASE_URL", "DATABASE_OWNER_URL", "LANDING_DATABASE_URL", "REDIS_URL"):
    os.environ.pop(_key, None)
os.environ["TRACKER_VAR"] = str(Path(__file__).resolve().parent.parent / "var" / "test")
os.environ["TRACKER_FAST"] = "1"
# Playwright runs an event loop in the thread of the tests.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

from tracker.settings import *  # noqa: E402, F403
from tracker.settings import DATABASES, STORAGES  # noqa: E402

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
