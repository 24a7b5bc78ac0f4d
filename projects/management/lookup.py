from customers.models import Customer
from projects.models import Project
from tracker.commands import find


def find_project(customer: Customer, wanted: str) -> Project:
    """By id, or by name whatever its case; among this customer's only."""
    projects = Project.objects.filter(customer=customer).select_related("customer")
    return find(projects, wanted, missing=f"{customer} has no project called")
