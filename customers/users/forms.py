from typing import Any

from django import forms
from django.contrib.auth.forms import UsernameField

from customers.models import Customer
from customers.users import rights
from customers.users.services import customers_of, standing_of
from tracker.accounts.forms import ADVICE, PASSWORDS_DIFFER
from tracker.fields import NameField
from tracker.forms import INCOMPLETE
from tracker.models import User

ROLE_HELP = (
    "A viewer sees. An operator also restores, gathers data, and edits phases and "
    "measurements. A manager also edits customers and projects, and manages users."
)
CUSTOMERS_HELP = "The user sees the selected customers, and no others."
ALL_HELP = "Includes customers that are added later."
OTHERS_HELP = "Customers that you can't see stay as they are for this user."


class _Access(forms.Form):
    """What `by` may give: a role, and customers to see."""

    role = forms.ChoiceField(help_text=ROLE_HELP)
    sees_all_customers = forms.BooleanField(
        label="Sees all customers", required=False, help_text=ALL_HELP
    )
    customers = forms.ModelMultipleChoiceField(
        Customer.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices"}),
        help_text=CUSTOMERS_HELP,
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = [(role, role.capitalize()) for role in rights.roles_to_give(by)]
        self.fields["role"].choices = [("", "Choose a role"), *roles]
        visible = Customer.objects.for_user(by).order_by("name")
        self.fields["customers"].queryset = visible
        if not by.sees_everything:
            del self.fields["sees_all_customers"]


class InvitationForm(_Access):
    name = NameField().formfield(label="Name", help_text="First and last name.")
    email = forms.EmailField(
        required=False, max_length=254, help_text="Leave empty to pass on the link."
    )
    field_order = ("name", "email", "role", "sees_all_customers", "customers")

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, by=by, **kwargs)
        self.fields["customers"].required = not by.sees_everything


class AccessForm(_Access):
    version = forms.CharField(
        widget=forms.HiddenInput, error_messages={"required": INCOMPLETE}
    )

    def __init__(self, *args: Any, user: User, by: User) -> None:
        initial = {
            "role": user.role,
            "sees_all_customers": user.sees_all_customers,
            "customers": customers_of(user, by),
            "version": standing_of(user, by),
        }
        super().__init__(*args, by=by, initial=initial)
        if rights.why_not(by, user):
            del self.fields["role"]
            self.fields.pop("sees_all_customers", None)
        if not by.sees_everything:
            self.fields["customers"].help_text = OTHERS_HELP


class PasswordForm(forms.Form):
    password = forms.CharField(
        label="Password",
        strip=False,
        max_length=4096,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=ADVICE,
    )
    again = forms.CharField(
        label="Password again",
        strip=False,
        max_length=4096,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> None:
        super().clean()
        again = self.cleaned_data.pop("again", None)
        if "password" in self.cleaned_data and self.cleaned_data["password"] != again:
            self.add_error("again", PASSWORDS_DIFFER)


class AccountForm(PasswordForm):
    """What an invited person chooses."""

    username = UsernameField(
        max_length=150,
        label="Username",
        help_text="Letters, digits and @ . + - _ only.",
    )
    field_order = ("username", "password", "again")
