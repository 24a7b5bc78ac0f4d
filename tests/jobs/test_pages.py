"""The pages of jobs, for the cast."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from jobs.execute import execute
from jobs.models import Job, JobLog, JobState
from jobs.services import create_job, request_cancel, retry
from tests.tracker.reading import HTMX, body, read, toast

pytestmark = pytest.mark.django_db


def claimed(job):
    return Job.claim(job.pk, worker="somewhere:1")


def page(name, job):
    return reverse(f"jobs:{name}", args=[job.pk])


def polls(response):
    return [
        u for u in read(response).attributes("section", "hx-get") if "progress" in u
    ]


def test_viewer_sees_the_jobs_of_their_customers(client_of, viewer, make_job):
    job = make_job("count")
    listed = client_of(viewer).get(reverse("jobs:list"))
    assert "Test count" in body(listed)
    assert job.customer.name in body(client_of(viewer).get(page("detail", job)))


def test_outsider_sees_none(client_of, outsider, make_job):
    job = make_job("count")
    listed = client_of(outsider).get(reverse("jobs:list"))
    assert not listed.context["page"].rows
    for name in ("detail", "progress", "log"):
        assert client_of(outsider).get(page(name, job)).status_code == 404
    assert client_of(outsider).post(page("cancel", job)).status_code == 404
    job.refresh_from_db()
    assert job.state == JobState.QUEUED


def test_a_job_of_no_customer_is_for_who_asked(client_of, operator, viewer):
    job = create_job(kind="test_count", input={}, trigger="web", requested_by=operator)
    assert client_of(operator).get(page("detail", job)).status_code == 200
    assert client_of(viewer).get(page("detail", job)).status_code == 404


def test_each_job_is_listed_once(client_of, operator, viewer, make_job):
    make_job("count")
    for user in (operator, viewer):
        response = client_of(user).get(reverse("jobs:list"))
        assert len(response.context["page"].rows) == 1


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("state=active", 1),
        ("state=done", 0),
        ("kind=test_count", 1),
        ("kind=test_err", 0),
        ("q=northwind", 1),
        ("q=nobody", 0),
        ("trigger=web", 1),
        ("sort=-customer", 1),
        ("format=csv", None),
        ("state=nonsense", None),
    ],
)
def test_filters(client_of, viewer, make_job, query, found):
    make_job("count")
    response = client_of(viewer).get(f"{reverse('jobs:list')}?{query}")
    assert response.status_code == 200
    if found is not None:
        assert len(response.context["page"].rows) == found


def test_the_fragment_asks_again_only_while_there_is_something_to_tell(
    client_of, viewer, make_job
):
    client, job = client_of(viewer), make_job("count")
    assert polls(client.get(page("progress", job)))
    run = claimed(job)
    assert polls(client.get(page("progress", job)))
    run.finish({})
    response = client.get(page("progress", job))
    assert not polls(response)
    assert "Done" in body(response)


def test_what_the_page_has_already_is_not_sent_again(client_of, viewer, make_job):
    client, job = client_of(viewer), make_job("count")
    [url] = polls(client.get(page("progress", job)))
    assert client.get(url, headers=HTMX).status_code == 204
    claimed(job)
    assert client.get(url, headers=HTMX).status_code == 200


def test_when_it_begins_or_ends_its_own_page_is_shown_anew(client_of, viewer, make_job):
    client, job = client_of(viewer), make_job("count")
    [url] = polls(client.get(page("progress", job)))
    claimed(job).finish({})
    here = {**HTMX, "HX-Current-URL": f"http://testserver{page('detail', job)}"}
    assert client.get(url, headers=here)["HX-Refresh"] == "true"
    elsewhere = {**HTMX, "HX-Current-URL": "http://testserver/"}
    assert "HX-Refresh" not in client.get(url, headers=elsewhere)


def test_the_fragment_costs_the_same_however_much_there_is(
    client_of, viewer, make_job, queries
):
    client, job = client_of(viewer), claimed(make_job("count"))
    counts = []
    for _ in range(2):
        with queries:
            client.get(page("progress", job))
        counts.append(len(queries))
        JobLog.objects.bulk_create(JobLog(job=job, text="x") for _ in range(100))
        for position in range(job.stages.count(), job.stages.count() + 10):
            job.stages.create(attempt=job.fence, position=position, name="S")
    assert counts[0] == counts[1] <= 7


def test_the_log_gives_what_is_new(client_of, viewer, make_job):
    client, job = client_of(viewer), claimed(make_job("count"))
    first = JobLog.objects.create(job=job, text="<b>first</b>")
    everything = body(client.get(page("log", job)))
    assert "&lt;b&gt;first" in everything
    assert f"after={first.pk}" in everything
    url = f"{page('log', job)}?after={first.pk}"
    assert client.get(url).status_code == 204
    JobLog.objects.create(job=job, text="second")
    assert "second" in body(client.get(url))
    assert "first" not in body(client.get(url))
    job.finish({})
    assert "hx-get" not in body(client.get(url))


@pytest.mark.parametrize("after", ["", "x", "-1", "9" * 30, "²"])
def test_a_log_from_nowhere(client_of, viewer, make_job, after):
    job = make_job("count")
    url = f"{page('log', job)}?after={after}"
    assert client_of(viewer).get(url).status_code == 200


def test_operator_cancels_what_is_queued(client_of, operator, make_job):
    job = make_job("count")
    response = client_of(operator).post(page("cancel", job), follow=True)
    job.refresh_from_db()
    assert (job.state, job.cancel_requested_by) == (JobState.CANCELLED, operator)
    assert "stopped" in toast(response)
    assert "Cancelled" in body(response)


def test_viewer_may_not(client_of, viewer, make_job):
    job = make_job("count")
    assert client_of(viewer).post(page("cancel", job)).status_code == 403
    assert client_of(viewer).post(page("retry", job)).status_code == 403
    assert "cancel/" not in body(client_of(viewer).get(page("detail", job)))


def test_what_runs_is_asked_to_end(client_of, operator, make_job):
    job = claimed(make_job("count"))
    response = client_of(operator).post(page("cancel", job), headers=HTMX)
    assert "being stopped" in body(response)
    assert polls(response)
    job.refresh_from_db()
    assert job.is_cancelling


def test_cancelling_twice_is_no_error(operator, make_job):
    job = claimed(make_job("count"))
    request_cancel(job=job, by=operator)
    assert request_cancel(job=job, by=operator).is_cancelling


def test_what_has_ended_is_not_cancelled(client_of, operator, make_job):
    job = claimed(make_job("count"))
    job.finish({})
    response = client_of(operator).post(page("cancel", job), headers=HTMX)
    assert "already ended" in response["HX-Trigger"]
    assert "already ended" in toast(
        client_of(operator).post(page("cancel", job), follow=True)
    )


def test_nor_what_is_past_the_point_of_no_return(operator, make_job):
    job = claimed(make_job("count"))
    assert job.forbid_cancelling()
    with pytest.raises(ValidationError, match="can't be stopped any more"):
        request_cancel(job=job, by=operator)
    assert job.finish({})


def test_nor_the_attempts_that_follow_until_they_begin_anew(operator, make_job):
    first = claimed(make_job("count"))
    first.forbid_cancelling()
    first.give_back()
    second = claimed(first)
    with pytest.raises(ValidationError, match="can't be stopped any more"):
        request_cancel(job=second, by=operator)
    assert second.allow_cancelling()
    assert request_cancel(job=second, by=operator).is_cancelling


def test_and_who_was_cancelled_does_not_get_past_it(operator, make_job):
    job = claimed(make_job("count"))
    request_cancel(job=job, by=operator)
    assert not job.forbid_cancelling()


def test_trying_again_makes_another_job(client_of, operator, make_job):
    job = claimed(make_job("count", seconds=5))
    job.fail("It broke.", code="broke")
    response = client_of(operator).post(page("retry", job), follow=True)
    again = Job.objects.exclude(pk=job.pk).get()
    assert (again.input, again.retry_of) == ({"seconds": 5}, job)
    assert again.requested_by == operator
    assert response.redirect_chain[-1][0] == page("detail", again)


@pytest.mark.parametrize("end", [None, "done"])
def test_what_runs_or_is_done_is_not_tried_again(operator, make_job, end):
    job = claimed(make_job("count"))
    if end:
        job.finish({})
    job.refresh_from_db()
    with pytest.raises(ValidationError, match="can be tried again"):
        retry(job=job, by=operator)


def test_an_error_shows_its_reference_but_not_what_it_was(
    client_of, viewer, administrator, make_job
):
    job = claimed(make_job("err"))
    job.err("Something. Reference AB12.", reference="AB12", traceback="Trace of it")
    seen = body(client_of(viewer).get(page("detail", job)))
    assert "AB12" in seen
    assert "Trace of it" not in seen
    admin = reverse("admin:jobs_job_change", args=[job.pk])
    assert "Trace of it" in body(client_of(administrator).get(admin))


def test_the_admin_changes_no_job(client_of, administrator, make_job):
    job, client = claimed(make_job("count")), client_of(administrator)
    change = reverse("admin:jobs_job_change", args=[job.pk])
    assert client.post(change, {"state": "done"}).status_code == 403
    assert (
        client.post(
            reverse("admin:jobs_job_delete", args=[job.pk]), {"post": "yes"}
        ).status_code
        == 403
    )
    assert client.get(reverse("admin:jobs_job_add")).status_code == 403
    job.refresh_from_db()
    assert job.state == JobState.RUNNING


def test_the_admin_cancels_and_tries_again(client_of, administrator, make_job):
    job, client = make_job("count"), client_of(administrator)
    url = reverse("admin:jobs_job_changelist")
    ticked = {"_selected_action": str(job.pk)}
    client.post(url, {"action": "cancel", **ticked})
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED
    client.post(url, {"action": "try_again", **ticked})
    assert Job.objects.filter(retry_of=job, trigger="admin").exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["count", "fail", "err", "folder"])
def test_every_end_has_a_page(client_of, viewer, make_job, kind):
    job = make_job(kind)
    execute(job.pk)
    response = client_of(viewer).get(page("detail", job))
    assert response.status_code == 200
    assert not polls(response)
