"""Dictionaries of customers, as commands' `--format json` and the API give them."""

from typing import Any

from customers.models import Customer
from tracker.records import record


def customer_record(customer: Customer) -> dict[str, Any]:
    return record(customer)


def counted_customer(customer: Any) -> dict[str, Any]:
    """One of `Customer.objects.with_counts()`."""
    return record(
        customer,
        project_count=customer.project_count,
        phase_count=customer.phase_count,
    )
