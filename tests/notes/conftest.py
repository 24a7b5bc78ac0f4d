from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from notes.services import add_note
from tests.fixtures.people import make_user


@pytest.fixture(autouse=True)
def folder(settings, tmp_path) -> Path:
    settings.ATTACHMENT_DIR = tmp_path / "attachments"
    return settings.ATTACHMENT_DIR


@pytest.fixture
def web(client_of, operator):
    return client_of(operator)


@pytest.fixture
def colleague(northwind):
    """Another operator of the same customer."""
    return make_user("Ann.Lee", "operator", customer=northwind)


@pytest.fixture
def note(phase, operator):
    return add_note(subject=phase, text="The library moves.", author=operator)


def file(name: str = "plan.txt", content: bytes = b"a plan") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def add_url(subject) -> str:
    kind = subject._meta.model_name
    return reverse(f"notes:add_to_{kind}", args=[subject.pk])
