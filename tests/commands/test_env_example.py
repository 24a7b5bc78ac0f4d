"""The example names every key that is read, and no other."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
READ = re.compile(r"(?:env\.\w+|required|_given|environ\.get)\(\s*[\"']([A-Z_]+)[\"']")
# Given by `manage.py up` or by the tests, not by people.
INTERNAL = {"LISTEN_FD", "TRACKER_FAST"}


def keys_of(*patterns):
    files = [file for pattern in patterns for file in ROOT.glob(pattern)]
    return {key for file in files for key in READ.findall(file.read_text())} - INTERNAL


def example():
    text = (ROOT / ".env.example").read_text()
    return re.findall(r"^# ?([A-Z_]+)=", text, re.MULTILINE)


def test_every_key_of_the_settings_is_there():
    keys = keys_of("tracker/settings.py")
    assert "DATABASE_URL" in keys
    assert keys <= set(example())


def test_every_key_that_is_there_is_read():
    read = keys_of("tracker/*.py", "embedded/*.py", "tracker/management/**/*.py")
    assert set(example()) == read
    assert len(example()) == len(set(example()))


def test_no_value_is_a_secret():
    text = (ROOT / ".env.example").read_text()
    assert not re.search(r"^[^#\n]", text, re.MULTILINE)
    assert not re.search(r"[A-Za-z0-9_-]{40,}", text.replace("-" * 40, ""))
