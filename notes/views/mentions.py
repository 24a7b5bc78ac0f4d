from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from customers.models import Customer
from notes.mentions import mark_read, people_to_name, unread_count
from notes.models import Mention
from notes.showing import place_of
from tracker.access import needs
from tracker.pages import done
from tracker.paging import key_page
from tracker.request import Request

LONGEST_NAME = 150


@require_safe
@needs("notes.add_note")
def people(request: Request, pk) -> HttpResponse:
    """Who may be named in a note on this customer, for the script of the page."""
    customer = get_object_or_404(Customer.objects.for_user(request.user), pk=pk)
    text = request.GET.get("q", "").replace("\0", "")[:LONGEST_NAME]
    context = {"people": people_to_name(customer, text)}
    return render(request, "notes/people.html", context)


@require_safe
@needs("notes.view_note")
def mention_list(request: Request) -> HttpResponse:
    page = key_page(
        Mention.objects.of(request.user).with_notes(),
        order="-created_at",
        cursor=request.GET.get("page", ""),
    )
    context = {"page": page, "unread": unread_count(request.user)}
    return render(request, "notes/mentions.html", context)


@require_POST
@needs("notes.view_note")
def mention_open(request: Request, pk: int) -> HttpResponse:
    """Leads to the note. Whoever opens it has read it."""
    mine = Mention.objects.of(request.user)
    mention = get_object_or_404(mine.with_notes(), pk=pk)
    mark_read(mine.filter(pk=pk))
    return redirect(place_of(mention.note))


@require_POST
@needs("notes.view_note")
def mentions_read(request: Request) -> HttpResponse:
    mark_read(Mention.objects.of(request.user))
    return done(request, "All mentions marked as read.", "notes:mentions")
