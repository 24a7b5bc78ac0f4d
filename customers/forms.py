from customers.models import Customer
from tracker.forms import EditForm


class CustomerForm(EditForm):
    class Meta:
        model = Customer
        fields = ("name",)
