from functools import partial

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from customers import services
from customers.filters import CustomerFilter
from customers.forms import CustomerForm
from customers.models import Customer
from customers.tables import CustomerTable
from tracker import alike
from tracker.access import needs
from tracker.history import history_of
from tracker.lists import show_list
from tracker.pages import FORM, done, posted, show_form
from tracker.request import Request
from tracker.services import submit
from tracker.switching import delete_row, switch_selected


@require_safe
@needs("customers.view_customer")
def customer_list(request: Request) -> HttpResponseBase:
    return show_list(
        request,
        queryset=Customer.objects.for_user(request.user).with_counts().sortable(),
        table_class=CustomerTable,
        filter_class=CustomerFilter,
        template="customers/list.html",
    )


@require_safe
@needs("customers.view_customer")
def customer_detail(request: Request, pk) -> HttpResponse:
    customers = Customer.objects.for_user(request.user).with_counts()
    customer = get_object_or_404(customers, pk=pk)
    context = {
        "customer": customer,
        "history": history_of(customer),
    }
    return render(request, "customers/detail.html", context)


@require_safe
@needs("customers.add_customer")
def customer_alike(request: Request) -> HttpResponse:
    """What stands beside the name of a new customer while it is typed."""
    names = Customer.objects.for_user(request.user).values_list("name", flat=True)
    return alike.answer(request.GET.get("name", ""), names, "customer")


@require_http_methods(FORM)
@needs("customers.add_customer")
def customer_create(request: Request) -> HttpResponse:
    form = CustomerForm(posted(request))
    customer = submit(form, services.create_customer, created_by=request.user)
    if customer:
        return done(request, f"Customer {customer} added.", customer)
    return show_form(
        request,
        form,
        title="Add customer",
        submit="Add customer",
        parent=reverse("customers:list"),
        intro="A name is enough. The customer's databases are named after it and keep "
        "their names.",
    )


@require_http_methods(FORM)
@needs("customers.change_customer")
def customer_edit(request: Request, pk) -> HttpResponse:
    customer = get_object_or_404(Customer.objects.for_user(request.user), pk=pk)
    form = CustomerForm(posted(request), instance=customer)
    changed = submit(
        form, services.update_customer, customer=customer, changed_by=request.user
    )
    if changed:
        return done(request, f"Customer {changed} saved.", changed)
    return show_form(
        request,
        form,
        title=f"Rename {customer}",
        submit="Save",
        parent=customer,
        intro=f"The databases keep their names ({', '.join(customer.database_names)}).",
    )


@require_http_methods(FORM)
@needs("customers.delete_customer")
def customer_delete(request: Request, pk) -> HttpResponse:
    customer = get_object_or_404(Customer.objects.for_user(request.user), pk=pk)
    return delete_row(
        request,
        customer,
        delete=partial(services.delete_customer, customer=customer),
        text="The customer's templates and notes are deleted too. The history is kept.",
        then="customers:list",
    )


@require_POST
@needs("customers.change_customer")
def customers_activate(request: Request) -> HttpResponse:
    customers = Customer.objects.for_user(request.user)
    return switch_selected(request, customers, active=True, list_page="customers:list")


@require_POST
@needs("customers.change_customer")
def customers_deactivate(request: Request) -> HttpResponse:
    customers = Customer.objects.for_user(request.user)
    return switch_selected(request, customers, active=False, list_page="customers:list")
