import django_filters

from customers.filters import OfCustomer
from projects.models import Project, ProjectType
from tracker.filters import ActiveFilter, ListFilter


class ProjectFilter(ListFilter):
    customer = OfCustomer()
    type = django_filters.ChoiceFilter(
        choices=ProjectType.choices, empty_label="All types"
    )
    active = ActiveFilter()

    class Meta:
        model = Project
        fields = ("q", "customer", "type", "active")
