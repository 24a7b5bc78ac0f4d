from django import forms

from customers.models import Customer
from tracker.alike import hint_while_typing
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

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:
            hint_while_typing(self, "customers:alike")
