import django_filters
from django import forms
from django.db.models import Exists, OuterRef

from customers.appliances import Appliance
from customers.filters import OfCustomer
from gather.models import BlobGroup, Bucket, Inventory, Location
from tracker.filters import DateFilter, ListFilter


class InventoryFilter(ListFilter):
    q = django_filters.CharFilter(
        field_name="backup_name",
        lookup_expr="icontains",
        label="Search",
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "Backup…"}),
    )
    customer = OfCustomer()
    kind = django_filters.ChoiceFilter(
        choices=Appliance.choices(), empty_label="All appliances"
    )
    since = DateFilter(field_name="dated", lookup_expr="gte", label="Dated from")
    until = DateFilter(field_name="dated", lookup_expr="lte", label="Dated until")
    state = django_filters.ChoiceFilter(
        method="in_state",
        label="State",
        empty_label="All states",
        choices=(("used", "In use"), ("discarded", "Discarded")),
    )

    class Meta:
        model = Inventory
        fields = ("q", "customer", "kind")

    def in_state(self, queryset, name, value):
        return queryset.filter(discarded_at__isnull=value == "used")


def locations_of(request):
    """The locations of the inventory whose buckets are listed."""
    pk = request.resolver_match.kwargs["pk"]
    return Location.objects.filter(inventory=pk).order_by("number")


class BucketFilter(ListFilter):
    location = django_filters.ModelChoiceFilter(
        queryset=locations_of,
        method="on_location",
        label="Location",
        empty_label="All locations",
    )

    class Meta:
        model = Bucket
        fields = ("q",)

    def on_location(self, queryset, name, value):
        groups = BlobGroup.objects.filter(
            bucket=OuterRef("pk"), locations__contains=[value.number]
        )
        return queryset.filter(Exists(groups))
