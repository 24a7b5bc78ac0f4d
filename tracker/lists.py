"""The list page that customers, projects and phases share.

A list is a table class, a filter class and a queryset. What shapes it is in
the address: filters, `sort`, `columns`, `page`, and `format=csv`. Where the address
names no columns, those that the user chose before are shown.
"""

from collections.abc import Callable, Iterator
from typing import Any

import django_filters
import django_tables2 as tables
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django_tables2.rows import BoundRow
from django_tables2.utils import signature

from tracker.csvexport import csv_response
from tracker.htmx import show
from tracker.models import ListColumns
from tracker.paging import Order, key_page
from tracker.request import Request


class Sorted(tables.data.TableListData):
    """Rows that the database has sorted."""

    def order_by(self, aliases: Any) -> None:
        pass


class Row(BoundRow):
    def cell(self, column: Any, names: tuple[str, ...]) -> Any:
        """What a column shows; its render method takes `names`."""

        def draw(column: Any, value: Any = None) -> Any:
            arguments = self._optional_cell_arguments(column, value)
            shown = column.render(**{name: arguments[name] for name in names})
            return column.link(shown, **arguments) if column.link else shown

        return self._get_and_render_with(column, draw, column.default)


LISTS: dict[str, type["ListTable"]] = {}  # by the names of their files


class ShortTable(tables.Table):
    """Rows to be looked at: a line each, or a card on a phone."""

    class Meta:
        attrs = {"class": "table"}
        default = "–"
        orderable = False

    def body(self) -> Iterator[list[tuple[str, Any]]]:
        """The cells of each row, with their attributes.

        django-tables2 works out again for each cell what is the same for all of its
        column; over fifty rows that takes longer than their contents.
        """
        columns = [
            (column, cell_attributes(column), signature(column.render)[0])
            for column in self.columns
        ]
        for record in self.data:
            row = Row(record, self)
            yield [(attrs, row.cell(column, names)) for column, attrs, names in columns]


class ListTable(ShortTable):
    """A table whose columns can be chosen, sorted, and read as CSV."""

    always: tuple[str, ...] = ("name",)
    hidden_at_first: tuple[str, ...] = ()
    unknown_last: tuple[str, ...] = ()  # columns sorted by fields that may be NULL
    file_name = "list"
    readers: tuple[tuple[set[str], Callable[[list[Any]], object]], ...] = ()

    class Meta(ShortTable.Meta):
        orderable = True
        order_by_field = "sort"

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        LISTS[cls.file_name] = cls

    @classmethod
    def add_columns(
        cls,
        columns: dict[str, tables.Column],
        read: Callable[[list[Any]], object],
        *,
        before: str,
    ) -> None:
        """Columns of a higher room; `read` completes the rows of a page for them."""
        fields = cls._meta.fields
        at = fields.index(before)
        cls._meta.fields = (*fields[:at], *columns, *fields[at:])
        known = {**cls.base_columns, **columns}
        cls.base_columns = {name: known[name] for name in cls._meta.fields}
        cls.readers = (*cls.readers, (set(columns), read))

    @classmethod
    def complete(cls, rows: list[Any], shown: set[str]) -> None:
        for columns, read in cls.readers:
            if columns & shown:
                read(rows)

    @classmethod
    def names(cls) -> list[str]:
        return [n for n in cls.base_columns if n != "select"]

    @classmethod
    def shown(cls, chosen: list[str]) -> set[str]:
        names = set(cls.names())
        columns = set(chosen) & names or names - set(cls.hidden_at_first)
        return columns | set(cls.always) | cls.exported_only()

    @classmethod
    def exported_only(cls) -> set[str]:
        return {n for n, column in cls.base_columns.items() if not column.visible}

    @classmethod
    def choices(cls, shown: set[str]) -> list[tuple[str, str, bool]]:
        """The columns that can be hidden: name, heading, whether it is shown."""
        fixed = {*cls.always, *cls.exported_only()}
        names = [name for name in cls.names() if name not in fixed]
        columns = {name: cls.base_columns[name] for name in names}
        return [(n, c.verbose_name or n, n in shown) for n, c in columns.items()]

    @classmethod
    def sort_field(cls, sort: str) -> tuple[str, str]:
        """The requested column, or the first; and the field that sorts it."""
        name, sign = sort.removeprefix("-"), "-" if sort.startswith("-") else ""
        column = cls.base_columns.get(name)
        if column is None or column.orderable is False:
            name, sign, column = cls.always[0], "", cls.base_columns[cls.always[0]]
        key = column.order_by[0] if column.order_by else name
        return f"{sign}{name}", f"{sign}{key.replace('.', '__')}"


def cell_attributes(column: Any) -> SafeString:
    """With its heading, which stands beside the cell where rows are cards."""
    heading = str(column.verbose_name or "")
    attrs = column.attrs["td"].as_html()
    return format_html('{} data-label="{}"', attrs, capfirst(heading))


def show_list(
    request: Request,
    *,
    queryset: QuerySet[Any],
    table_class: type[ListTable],
    filter_class: type[django_filters.FilterSet],
    template: str,
    prepare: Callable[[list[Any]], Any] = list,
    **context: Any,
) -> HttpResponseBase:
    filters = filter_class(request.GET, queryset=queryset, request=request)
    sort, field = table_class.sort_field(request.GET.get("sort", ""))
    unknown = sort.removeprefix("-") in table_class.unknown_last
    shown = table_class.shown(chosen_columns(request, table_class))
    hidden = [name for name in table_class.names() if name not in shown]
    if request.GET.get("format") == "csv":
        rows = list(Order.parse(field, unknown=unknown).of(filters.qs))
        prepare(rows)
        table_class.complete(rows, shown)
        return _csv(table_class, rows, hidden)
    cursor = request.GET.get("page", "")
    page = key_page(filters.qs, order=field, unknown=unknown, cursor=cursor)
    prepare(page.rows)
    table_class.complete(page.rows, shown)
    table = table_class(Sorted(page.rows), order_by=sort, exclude=hidden)
    table.request = request
    return show(
        request,
        template,
        {
            "filters": filters,
            "table": table,
            "page": page,
            "total": filters.qs.count(),
            "columns_in_address": request.GET.getlist("columns"),
            "columns": table_class.choices(shown),
            **context,
        },
        part="results",
    )


def chosen_columns(request: Request, table_class: type[ListTable]) -> list[str]:
    """Those of the address, else those that the user chose before."""
    if named := request.GET.getlist("columns"):
        return named
    kept = ListColumns.objects.filter(
        user=request.user, list_name=table_class.file_name
    )
    return next(iter(kept.values_list("columns", flat=True)), [])


def _csv(
    table_class: type[ListTable], rows: list[Any], hidden: list[str]
) -> HttpResponseBase:
    table = table_class(Sorted(rows), exclude=(*hidden, "select"))
    values = iter(table.as_values())
    return csv_response(table_class.file_name, next(values), values)


def chosen(request: Request, queryset: QuerySet[Any]) -> list[Any]:
    """The rows selected in a list, of those that the user may see."""
    try:
        return list(queryset.filter(pk__in=request.POST.getlist("row")))
    except (ValueError, ValidationError):
        return []


def bulk_result(count: int, singular: str, plural: str, done: str) -> str:
    noun = singular if count == 1 else plural
    return f"{count} {noun} {done}." if count else f"No {singular} was {done}."
