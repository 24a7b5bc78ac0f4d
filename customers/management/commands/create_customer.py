from typing import Any

from django.core.management.base import CommandParser

from customers.models import Customer
from customers.services import create_customer
from tracker.commands import TrackerCommand, existing_or_new, record, same_name


class Command(TrackerCommand):
    help = "Add a customer. Its databases are named after it, for good."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", metavar="NAME")
        parser.add_argument(
            "--exist-ok", action="store_true", help="an existing one will do"
        )

    def run(self, *, name: str, exist_ok: bool, **options: Any) -> None:
        customer, new = existing_or_new(
            find=lambda: same_name(Customer.objects.all(), name).first(),
            make=lambda: create_customer(name=name),
            exist_ok=exist_ok,
        )
        databases = " and ".join(customer.database_names)
        text = (
            f"Customer {customer} was added; its databases will be {databases}."
            if new
            else f"Customer {customer} exists already; its databases are {databases}."
        )
        self.answer(record(customer), text)
