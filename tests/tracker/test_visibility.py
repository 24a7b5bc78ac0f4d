"""Whose rows somebody sees: of all customers, or of those listed for them."""

import pytest
from django.core.exceptions import ValidationError

from customers.models import Customer, CustomerAccess
from phases.models import MigrationData, Phase, ProjectTemplate
from phases.services.templates import save_template
from projects.models import Project
from tests.fixtures.people import make_user

MODELS = [Customer, Project, Phase, MigrationData]


@pytest.fixture
def overseer(db):
    return make_user("overseer", "viewer", sees_all_customers=True)


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize(
    ("person", "sees"),
    [
        ("viewer", 1),
        ("manager", 1),
        ("administrator", 1),
        ("overseer", 1),
        ("outsider", 0),
    ],
)
def test_rows_of_northwind(request, measurement, model, person, sees):
    user = request.getfixturevalue(person)
    of_northwind = model.objects.exclude(
        pk__in=Customer.objects.filter(name__startswith="H")
    )
    assert of_northwind.filter(pk__in=model.objects.for_user(user)).count() == sees


@pytest.mark.parametrize("model", MODELS)
def test_nobody_sees_a_row_twice(measurement, viewer, manager, operator, model):
    assert model.objects.for_user(viewer).count() == 1


def test_access_that_ends_hides_at_once(client_of, viewer, northwind):
    web = client_of(viewer)
    assert web.get(northwind.get_absolute_url()).status_code == 200
    CustomerAccess.objects.filter(user=viewer).delete()
    assert web.get(northwind.get_absolute_url()).status_code == 404


def test_templates_for_all_and_of_ones_customers(phase, viewer, outsider):
    template = save_template(project=phase.project, name="T")
    assert template in ProjectTemplate.objects.for_user(viewer)
    assert template not in ProjectTemplate.objects.for_user(outsider)
    assert ProjectTemplate.objects.for_user(outsider).count() == 2


def test_a_customer_chooses_among_its_own_and_those_for_all(phase, harbour):
    save_template(project=phase.project, name="T")
    assert ProjectTemplate.objects.for_customer(harbour).count() == 2
    assert ProjectTemplate.objects.for_customer(phase.project.customer).count() == 3


def test_access_is_given_once(viewer, northwind):
    with pytest.raises(ValidationError):
        CustomerAccess(user=viewer, customer=northwind).full_clean()
