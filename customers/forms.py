from django import forms

from customers.models import Customer
from tracker.forms import EditForm
from tracker.models import User


def customer_field(user: User) -> forms.ModelChoiceField:
    """The active customers that the user may see."""
    return forms.ModelChoiceField(
        Customer.objects.for_user(user).active().order_by("name"),
        empty_label="Choose a customer",
    )


class CustomerForm(EditForm):
    class Meta:
        model = Customer
        fields = ("name",)
