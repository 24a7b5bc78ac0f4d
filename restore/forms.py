from django import forms
from django.db.models import QuerySet

from customers.appliances import Appliance
from customers.forms import customer_field
from customers.models import Customer
from restore.asking.choosing import on_the_server
from restore.models import DatabaseServer
from restore.services import database_name
from tracker.forms import DateField
from tracker.models import User


class RestoreForm(forms.Form):
    """What is restored for whom. The file itself is the upload zone's."""

    customer = forms.ModelChoiceField(Customer.objects.none())
    kind = forms.ChoiceField(
        label="Appliance",
        choices=Appliance.choices(),
        initial=Appliance.BLACKPEARL,
        widget=forms.RadioSelect,
    )
    here = forms.ChoiceField(
        required=False, label="Or choose a backup already on the server"
    )
    upload = forms.CharField(required=False, widget=forms.HiddenInput)
    database = forms.CharField(required=False, widget=forms.HiddenInput)
    date = DateField(
        required=False,
        label="Date of the data",
        help_text="Only needed if the file does not contain its date. You can correct "
        "it later.",
    )

    def __init__(self, *args, user: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["customer"] = customer_field(user)
        self.offer()

    def offer(self) -> None:
        """The files that are on the server for the chosen customer."""
        customer = self.chosen_customer
        groups = on_the_server(self.user, customer) if customer else []
        self.has_files = bool(groups)
        self.fields["here"].choices = [("", "Nothing chosen"), *groups]

    def clean(self):
        """No restore starts before its database's name has been seen."""
        customer, seen = self.cleaned_data.get("customer"), self.data.get("database")
        name = database_name(customer, self.chosen_kind) if customer else ""
        if name and seen != name:
            raise forms.ValidationError(
                f"This will create the database {name}. Check the name, then choose "
                "Restore again."
            )
        self.cleaned_data.pop("database", None)

    @property
    def chosen_customer(self):
        try:
            return self.fields["customer"].clean(self["customer"].value())
        except forms.ValidationError:
            return None

    @property
    def chosen_kind(self) -> str:
        kind = self["kind"].value()
        return kind if kind in list(Appliance) else Appliance.BLACKPEARL


class ConfirmForm(forms.Form):
    """Continuing with the plan."""

    date = DateField(
        required=False,
        label="Date of the data",
        help_text="Change the date if the plan has it wrong.",
    )


class ServerForm(forms.Form):
    server = forms.ModelChoiceField(
        DatabaseServer.objects.none(), label="Database server", empty_label=None
    )

    def __init__(self, *args, servers: QuerySet[DatabaseServer], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["server"].queryset = servers


class DateForm(forms.Form):
    date = DateField(label="Date of the data")
    reason = forms.CharField(
        max_length=500, help_text="Why the date changes. Kept in the history."
    )
