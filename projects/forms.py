from customers.forms import customer_field
from projects.models import Project
from tracker.alike import hint_while_typing
from tracker.forms import DateField, EditForm
from tracker.models import User


class ProjectForm(EditForm):
    target_date = DateField(required=False)

    class Meta:
        model = Project
        fields = ("name", "type", "target_date", "gather_automatically")


class NewProjectForm(ProjectForm):
    class Meta(ProjectForm.Meta):
        fields = (
            "customer",
            "name",
            "type",
            "target_date",
            "gather_automatically",
        )

    def __init__(self, *args, user: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["customer"] = customer_field(user)
        hint_while_typing(self, "projects:alike", with_="customer")
