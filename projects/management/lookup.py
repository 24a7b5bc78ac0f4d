from customers.models import Customer
from projects.models import Project
from tracker.commands import find


def find_project(customer: Customer, name_or_id: str) -> Project:
    """Among this customer's projects; the case of a name does not matter."""
    projects = Project.objects.filter(customer=customer).select_related("customer")
    return find(projects, name_or_id, missing=f"{customer} has no project called")
