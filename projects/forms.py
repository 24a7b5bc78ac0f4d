from customers.appliances import Appliance
from customers.forms import customer_field
from customers.models import Customer
from projects.models import Project, ProjectType
from tracker.alike import hint_while_typing
from tracker.forms import DateField, EditForm
from tracker.models import User

USUAL = {
    Appliance.BLACKPEARL: ProjectType.IOM_BUCKET,
    Appliance.RIO: ProjectType.RIO_CRUISE_OTHER,
}


class ProjectForm(EditForm):
    target_date = DateField(required=False)

    class Meta:
        model = Project
        fields = ("name", "type", "target_date", "gather_automatically")


class FirstProjectForm(EditForm):
    """A customer's first project, on the page that needs one."""

    class Meta:
        model = Project
        fields = ("name", "type")


def first_project_form(
    user: User, customer: Customer, kind: Appliance
) -> FirstProjectForm | None:
    """With a proposal; None where there is a project, or the user may add none."""
    has_project = Project.objects.filter(customer=customer, active=True).exists()
    if has_project or not user.has_perm("projects.add_project"):
        return None
    name = f"{customer.name[:180]} migration"
    return FirstProjectForm(initial={"name": name, "type": USUAL[kind]})


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
