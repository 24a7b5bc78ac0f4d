"""One customer's jobs do not keep all places of a queue from the others."""

import pytest

from jobs.models import Job
from jobs.services import create_job

pytestmark = pytest.mark.django_db


@pytest.fixture
def queue():
    def ask(customer, kind="test_sleep"):
        return create_job(kind=kind, input={}, trigger="web", customer=customer)

    return ask


def claims(job: Job) -> bool:
    return Job.claim(job.pk, worker="one") is not None


def test_a_second_one_waits_while_others_wait(queue, northwind, harbour):
    running, second, other = queue(northwind), queue(northwind), queue(harbour)
    assert claims(running)
    assert list(Job.objects.in_turn()) == [other]
    assert not claims(second)
    assert claims(other)
    assert claims(second)


def test_alone_a_customer_may_have_all_places(queue, northwind):
    first, second = queue(northwind), queue(northwind)
    assert claims(first)
    assert claims(second)


def test_who_waits_in_another_queue_does_not_count(queue, northwind, harbour):
    first, second, other = queue(northwind), queue(northwind), queue(harbour)
    Job.objects.filter(pk=other.pk).update(queue="restore")
    assert claims(first)
    assert claims(second)


def test_jobs_of_no_customer_wait_for_nobody(queue, northwind):
    first, second, other = queue(None), queue(None), queue(northwind)
    assert claims(first)
    assert claims(second)
    assert claims(other)
