"""Is it alive, and is it ready? For machines, without a login."""

import pytest
from django.urls import reverse

from tracker import health


def test_alive_without_asking_anything(client, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get(reverse("livez"))
    assert response.content == b"alive\n"
    assert "no-cache" in response["Cache-Control"]


def test_ready_when_database_and_broker_answer(client, db):
    answer = client.get(reverse("readyz"))
    assert answer.status_code == 200
    assert answer.json()["ready"] is True
    assert set(answer.json()["checks"].values()) == {"ok"}


def test_not_ready_without_a_broker(client, db, settings):
    settings.REDIS_URL = settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    answer = client.get(reverse("readyz"))
    assert answer.status_code == 503
    assert answer.json()["ready"] is False


def test_not_ready_without_a_database(client, db, monkeypatch):
    def away(**parameters):
        raise OSError("secret words")

    monkeypatch.setattr(health, "postgresql", away)
    answer = client.get(reverse("readyz"))
    assert answer.status_code == 503
    assert b"secret words" not in answer.content


@pytest.mark.parametrize("name", ["livez", "readyz"])
def test_they_are_looked_at_only(client, db, name):
    assert client.post(reverse(name)).status_code == 405


def test_metrics_are_for_administrators(client_of, administrator, manager):
    assert client_of(manager).get("/metrics").status_code == 403
    response = client_of(administrator).get("/metrics")
    assert b"django_http_requests" in response.content


def test_a_probe_by_address_is_answered(client, settings):
    settings.ALLOWED_HOSTS = ["tracker.example.org"]
    assert client.get(reverse("livez"), headers={"Host": "10.0.0.7"}).status_code == 200
    assert client.get("/", headers={"Host": "10.0.0.7"}).status_code == 400
