from django import forms

from customers.models import Customer
from projects.models import Project
from tracker.forms import DateField, EditForm
from tracker.models import User


def customer_field(user: User) -> forms.ModelChoiceField:
    """The active customers that the user may see."""
    return forms.ModelChoiceField(
        Customer.objects.for_user(user).active().order_by("name"),
        empty_label="Choose a customer",
    )


class ProjectForm(EditForm):
    target_date = DateField(required=False)

    class Meta:
        model = Project
        fields = ("name", "type", "target_date")


class NewProjectForm(ProjectForm):
    class Meta(ProjectForm.Meta):
        fields = ("customer", "name", "type", "target_date")

    def __init__(self, *args, user: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["customer"] = customer_field(user)
