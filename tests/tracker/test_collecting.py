"""Static files are collected when they changed, and not otherwise."""

import json
from pathlib import Path

import pytest

from tracker.collecting import collect_static

MANIFEST = "staticfiles.json"


@pytest.fixture
def source(settings, tmp_path: Path) -> Path:
    """The only static file."""
    settings.STATICFILES_FINDERS = [
        "django.contrib.staticfiles.finders.FileSystemFinder"
    ]
    settings.STATICFILES_DIRS = [tmp_path / "source"]
    settings.STATIC_ROOT = tmp_path / "collected"
    backend = "whitenoise.storage.CompressedManifestStaticFilesStorage"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": backend}}
    (tmp_path / "source").mkdir()
    file = tmp_path / "source" / "page.css"
    file.write_text("a { color: red }")
    return file


def served(settings) -> str:
    paths = json.loads((settings.STATIC_ROOT / MANIFEST).read_text())["paths"]
    return (settings.STATIC_ROOT / paths["page.css"]).read_text()


def test_what_changed_is_collected(source, settings):
    collect_static()
    assert "red" in served(settings)
    source.write_text("a { color: blue }")
    collect_static()
    assert "blue" in served(settings)


def test_what_did_not_change_is_left_alone(source, settings):
    collect_static()
    (settings.STATIC_ROOT / MANIFEST).write_text("{}")
    collect_static()
    assert (settings.STATIC_ROOT / MANIFEST).read_text() == "{}"


def test_a_folder_that_was_emptied_is_filled_again(source, settings):
    collect_static()
    for path in settings.STATIC_ROOT.iterdir():
        path.unlink()
    collect_static()
    assert "red" in served(settings)


def test_another_way_of_packing_counts_as_a_change(source, settings):
    collect_static()
    (settings.STATIC_ROOT / "page.css").unlink()
    plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": plain}}
    collect_static()
    assert (settings.STATIC_ROOT / "page.css").exists()
