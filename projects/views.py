from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from projects import services
from projects.filters import ProjectFilter
from projects.forms import NewProjectForm, ProjectForm
from projects.models import Project
from projects.tables import ProjectTable
from tracker import alike
from tracker.access import needs
from tracker.history import history_of
from tracker.lists import show_list
from tracker.pages import FORM, back, done, posted, show_form
from tracker.request import Request, uuids
from tracker.services import submit
from tracker.switching import delete_row, switch_selected


@require_safe
@needs("projects.view_project")
def project_list(request: Request) -> HttpResponseBase:
    return show_list(
        request,
        queryset=Project.objects.for_user(request.user).with_counts().sortable(),
        table_class=ProjectTable,
        filter_class=ProjectFilter,
        template="projects/list.html",
    )


@require_safe
@needs("projects.view_project")
def project_detail(request: Request, pk) -> HttpResponse:
    projects = Project.objects.for_user(request.user).with_counts()
    project = get_object_or_404(projects.select_related("customer"), pk=pk)
    context = {
        "project": project,
        "history": history_of(project),
    }
    return render(request, "projects/detail.html", context)


@require_safe
@needs("projects.add_project")
def project_alike(request: Request) -> HttpResponse:
    """What stands beside the name of a new project while it is typed."""
    projects = Project.objects.for_user(request.user)
    own = projects.filter(customer__in=uuids(request.GET.getlist("customer")))
    names = own.values_list("name", flat=True)
    return alike.answer(request.GET.get("name", ""), names, "project")


@require_http_methods(FORM)
@needs("projects.add_project")
def project_create(request: Request) -> HttpResponse:
    initial = {"customer": request.GET.get("customer")}
    form = NewProjectForm(posted(request), initial=initial, user=request.user)
    project = submit(form, services.create_project)
    if project:
        messages.success(request, f"Project {project} added.")
        return back(request, project)
    return show_form(
        request,
        form,
        title="Add project",
        submit="Add project",
        parent=reverse("projects:list"),
    )


@require_http_methods(FORM)
@needs("projects.change_project")
def project_edit(request: Request, pk) -> HttpResponse:
    project = get_object_or_404(Project.objects.for_user(request.user), pk=pk)
    form = ProjectForm(posted(request), instance=project)
    changed = submit(form, services.update_project, project=project)
    if changed:
        return done(request, f"Project {changed} saved.", changed)
    return show_form(
        request, form, title=f"Edit {project}", submit="Save", parent=project
    )


@require_http_methods(FORM)
@needs("projects.delete_project")
def project_delete(request: Request, pk) -> HttpResponse:
    project = get_object_or_404(Project.objects.for_user(request.user), pk=pk)
    return delete_row(
        request,
        project,
        delete=partial(services.delete_project, project=project),
        text="The notes of the project are deleted too. The history is kept.",
        then="projects:list",
    )


@require_POST
@needs("projects.change_project")
def projects_activate(request: Request) -> HttpResponse:
    projects = Project.objects.for_user(request.user)
    return switch_selected(request, projects, active=True, list_page="projects:list")


@require_POST
@needs("projects.change_project")
def projects_deactivate(request: Request) -> HttpResponse:
    projects = Project.objects.for_user(request.user)
    return switch_selected(request, projects, active=False, list_page="projects:list")
