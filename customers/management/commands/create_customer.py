from typing import Any

from django.core.management.base import CommandParser

from customers.models import Customer
from customers.records import customer_record
from customers.services import create_customer
from tracker.commands import TrackerCommand, existing_or_new, same_name


class Command(TrackerCommand):
    help = (
        "Add a customer. The customer's databases are named after it and keep their "
        "names."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", metavar="NAME")
        parser.add_argument(
            "--exist-ok",
            action="store_true",
            help="succeed if the customer already exists",
        )

    def run(self, *, name: str, exist_ok: bool, **options: Any) -> None:
        customer, new = existing_or_new(
            find=lambda: same_name(Customer.objects.all(), name).first(),
            make=lambda: create_customer(name=name),
            exist_ok=exist_ok,
        )
        outcome = "added" if new else "already exists"
        databases = " and ".join(customer.database_names)
        text = f"Customer {customer} {outcome}. Database names: {databases}."
        self.answer(customer_record(customer), text)
