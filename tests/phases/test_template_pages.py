"""The pages of project templates."""

import pytest
from django.urls import reverse

from phases.models import ProjectTemplate
from phases.services.templates import save_template
from projects.models import Project
from tests.tracker.reading import HTMX, body, error_at, error_on_top


@pytest.fixture
def web(client_of, manager):
    return client_of(manager)


@pytest.fixture
def template(phase) -> ProjectTemplate:
    return save_template(project=phase.project, name="As for news")


def save(project) -> str:
    return reverse("phases:template_save", args=[project.pk])


def start(template) -> str:
    return reverse("phases:template_start", args=[template.pk])


def test_a_project_is_saved_as_one(web, phase):
    response = web.post(save(phase.project), {"name": "As for news"})
    saved = ProjectTemplate.objects.get(name="As for news")
    assert response.url == saved.get_absolute_url()
    assert saved.customer == phase.project.customer


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize("name", ["", " ", "x" * 300, "AS for NEWS", "a\nb"])
def test_a_bad_name_is_refused_by_its_field(web, template, phase, name, headers):
    response = web.post(save(phase.project), {"name": name}, headers=headers)
    assert error_at(response, "name")


def test_a_project_without_phases_makes_none(web, project):
    response = web.post(save(project), {"name": "Empty"})
    assert "no phases" in error_on_top(response)


def test_a_project_is_started_from_it(web, template, northwind):
    data = {"customer": northwind.pk, "name": "Sport", "target_date": "2027-01-01"}
    response = web.post(start(template), data)
    made = Project.objects.get(name="Sport")
    assert response.url == made.get_absolute_url()
    assert made.phases.get().status == "planned"


def test_a_name_that_is_taken_is_refused_by_its_field(web, template, northwind):
    data = {"customer": northwind.pk, "name": "news ARCHIVE"}
    assert error_at(web.post(start(template), data), "name")
    assert Project.objects.count() == 1


def test_one_customers_template_is_no_choice_for_another(
    client_of, administrator, template, harbour
):
    data = {"customer": harbour.pk, "name": "Theirs"}
    response = client_of(administrator).post(start(template), data)
    assert error_at(response, "customer")
    assert not harbour.projects.exists()


def test_an_outsider_sees_those_for_all_only(client_of, outsider, template):
    html = body(client_of(outsider).get(reverse("phases:templates")))
    assert "Archive cruise" in html
    assert "As for news" not in html


def test_it_is_deleted_after_a_question(web, template):
    url = reverse("phases:template_delete", args=[template.pk])
    assert web.get(url).status_code == 200
    assert web.post(url).url == reverse("phases:templates")
    assert not ProjectTemplate.objects.filter(pk=template.pk).exists()
