from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from phases.forms import SaveTemplateForm, StartProjectForm
from phases.models import ProjectTemplate
from phases.services import templates as services
from projects.models import Project
from tracker.access import needs
from tracker.history import history_of
from tracker.pages import FORM, done, posted, show_form
from tracker.request import Request
from tracker.services import submit
from tracker.switching import delete_row


@require_safe
@needs("phases.view_projecttemplate")
def template_list(request: Request) -> HttpResponse:
    templates = ProjectTemplate.objects.for_user(request.user)
    context = {
        "project_templates": templates.select_related("customer").prefetch_related(
            "phases"
        )
    }
    return render(request, "phases/templates.html", context)


@require_safe
@needs("phases.view_projecttemplate")
def template_detail(request: Request, pk) -> HttpResponse:
    template = _visible(request, pk)
    context = {
        "project_template": template,
        "may_delete": template.customer or request.user.sees_everything,
        "history": history_of(template),
    }
    return render(request, "phases/template.html", context)


@require_http_methods(FORM)
@needs("phases.add_projecttemplate")
def template_save(request: Request, project_pk) -> HttpResponse:
    project = get_object_or_404(
        Project.objects.for_user(request.user).select_related("customer"), pk=project_pk
    )
    form = SaveTemplateForm(
        posted(request), initial={"name": project.name}, user=request.user
    )
    template = submit(form, services.save_template, project=project)
    if template:
        return done(request, f"Template {template} saved.", template)
    return show_form(
        request,
        form,
        title=f"Save {project} as a template",
        submit="Save template",
        parent=project,
        intro="The template keeps the phases with their types, sources, targets and "
        "partitions.",
    )


@require_http_methods(FORM)
@needs("projects.add_project")
def template_start(request: Request, pk) -> HttpResponse:
    template = _visible(request, pk)
    initial = {"customer": request.GET.get("customer")}
    form = StartProjectForm(
        posted(request), initial=initial, user=request.user, template=template
    )
    project = submit(form, services.create_project_from_template, template=template)
    if project:
        return done(request, f"Project {project} added with its phases.", project)
    return show_form(
        request,
        form,
        title=f"Start a project from {template}",
        submit="Start project",
        parent=template,
        intro="The phases start as planned. Set their sources and targets next.",
    )


@require_http_methods(FORM)
@needs("phases.delete_projecttemplate")
def template_delete(request: Request, pk) -> HttpResponse:
    template = _visible(request, pk)
    if template.customer is None and not request.user.sees_everything:
        raise PermissionDenied  # shared with all customers
    return delete_row(
        request,
        template,
        delete=template.delete,
        text="Projects started from this template stay as they are. The template "
        "itself can't be restored.",
        then="phases:templates",
    )


def _visible(request: Request, pk) -> ProjectTemplate:
    templates = ProjectTemplate.objects.for_user(request.user)
    return get_object_or_404(templates.select_related("customer"), pk=pk)
