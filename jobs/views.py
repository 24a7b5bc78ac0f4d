from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh, trigger_client_event

from jobs import display, kinds, services
from jobs.filters import JobFilter
from jobs.models import Job, JobState
from jobs.tables import JobTable
from tracker.access import needs
from tracker.htmx import is_partial
from tracker.lists import show_list
from tracker.pages import back, done, refused
from tracker.request import Request


@require_safe
@needs("jobs.view_job")
def job_list(request: Request) -> HttpResponseBase:
    return show_list(
        request,
        queryset=Job.objects.for_user(request.user).with_people().sortable(),
        table_class=JobTable,
        filter_class=JobFilter,
        template="jobs/list.html",
    )


@require_safe
@needs("jobs.view_job")
def job_detail(request: Request, pk) -> HttpResponse:
    job = get_job(request, pk)
    context = {
        **progress_context(request, job),
        "facts": display.facts_of(job.result),
        **log_context(job, after=0),
        "history": display.history_shown(job),
    }
    return render(request, "jobs/detail.html", context)


@require_safe
@needs("jobs.view_job")
def job_progress(request: Request, pk) -> HttpResponse:
    """The live fragment; 204 when the page already shows the same."""
    jobs = Job.objects.for_user(request.user).for_progress()
    job = get_object_or_404(jobs, pk=pk)
    if request.GET.get("seen") == display.fragment_version(job):
        return HttpResponse(status=204)
    changed = request.GET.get("state") != job.state
    if changed and request.htmx.current_url_abs_path in pages_of(job):
        return leave(request, job) or HttpResponseClientRefresh()  # facts and history
    return show_progress(request, job)


def leave(request: Request, job: Job) -> HttpResponse | None:
    """To what comes after the job, if the person who watched its end wanted that."""
    if job.state != JobState.DONE or "continue" not in request.GET:
        return None
    page = kinds.next_page(job)
    return done(request, f"{job} finished.", page) if page else None


@require_safe
@needs("jobs.view_job")
def job_log(request: Request, pk) -> HttpResponse:
    """The lines after the last one that the page shows."""
    job = get_job(request, pk)
    after = request.GET.get("after", "")
    last = int(after) if after.isascii() and after.isdigit() and len(after) < 19 else 0
    context = log_context(job, after=last)
    if last and job.is_active and not context["lines"]:
        return HttpResponse(status=204)
    return render(request, "jobs/log_lines.html", {**context, "job": job})


@require_POST
@needs("jobs.change_job")
def job_cancel(request: Request, pk) -> HttpResponse:
    job = get_job(request, pk)
    try:
        job = services.request_cancel(job=job, by=request.user)
    except ValidationError as error:
        return not_cancelled(request, job, error)
    if is_partial(request):
        return show_progress(request, job)
    stopped = "is being stopped" if job.is_active else "stopped"
    messages.success(request, f"{job} {stopped}.")
    return back(request, job.page)


@require_POST
@needs("jobs.change_job")
def job_retry(request: Request, pk) -> HttpResponse:
    job = get_job(request, pk)
    try:
        again = services.retry(job=job, by=request.user)
    except ValidationError as error:
        return refused(request, error, job.page)
    return done(request, f"{again} queued again.", again.page)


def pages_of(job: Job) -> tuple[str, str]:
    return job.get_absolute_url(), job.page


def get_job(request: Request, pk) -> Job:
    return get_object_or_404(Job.objects.for_user(request.user).with_people(), pk=pk)


def progress_context(request: Request, job: Job) -> dict[str, object]:
    may_change = request.user.has_perm("jobs.change_job")
    return {"job": job, "progress": display.shown(job, may_change=may_change)}


def log_context(job: Job, *, after: int) -> dict[str, object]:
    lines = display.lines_after(job, after)
    return {"lines": lines, "newest": lines[-1].pk if lines else after}


def show_progress(request: Request, job: Job) -> HttpResponse:
    return render(request, "jobs/progress.html", progress_context(request, job))


def not_cancelled(request: Request, job: Job, error: ValidationError) -> HttpResponse:
    if not is_partial(request):
        return refused(request, error, job.page)
    job.refresh_from_db()
    toast = {"text": " ".join(error.messages), "tone": "warning"}
    return trigger_client_event(show_progress(request, job), "toast", toast)
