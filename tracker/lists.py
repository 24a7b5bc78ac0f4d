"""The list page that customers, projects and phases share.

A list is a table class, a filter class and a queryset. Everything that shapes it is
in the address: filters, `sort`, `columns`, `page`, and `format=csv`.
"""

from collections.abc import Callable, Iterator
from typing import Any

import django_filters
import django_tables2 as tables
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django_tables2.rows import BoundRow
from django_tables2.utils import signature

from tracker.csvexport import csv_response
from tracker.htmx import show
from tracker.paging import key_page
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


class ListTable(tables.Table):
    """A table whose columns can be chosen, sorted, and read as CSV."""

    always: tuple[str, ...] = ("name",)
    hidden_at_first: tuple[str, ...] = ()
    file_name = "list"

    class Meta:
        attrs = {"class": "table"}
        order_by_field = "sort"

    def body(self) -> Iterator[list[tuple[str, Any]]]:
        """The cells of each row, with their attributes.

        django-tables2 works out again for each cell what is the same for all of its
        column; over fifty rows that takes longer than their contents.
        """
        columns = [
            (column, column.attrs["td"].as_html(), signature(column.render)[0])
            for column in self.columns
        ]
        for record in self.data:
            row = Row(record, self)
            yield [(attrs, row.cell(column, names)) for column, attrs, names in columns]

    @classmethod
    def names(cls) -> list[str]:
        return [n for n in cls.base_columns if n != "select"]

    @classmethod
    def shown(cls, chosen: list[str]) -> set[str]:
        names = set(cls.names())
        columns = set(chosen) & names or names - set(cls.hidden_at_first)
        return columns | set(cls.always)

    @classmethod
    def sort_field(cls, sort: str) -> tuple[str, str]:
        """The requested column, or the first; and the field that sorts it."""
        name, sign = sort.removeprefix("-"), "-" if sort.startswith("-") else ""
        column = cls.base_columns.get(name)
        if column is None or column.orderable is False:
            name, sign, column = cls.always[0], "", cls.base_columns[cls.always[0]]
        key = column.order_by[0] if column.order_by else name
        return f"{sign}{name}", f"{sign}{key.replace('.', '__')}"


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
    shown = table_class.shown(request.GET.getlist("columns"))
    hidden = [name for name in table_class.names() if name not in shown]
    if request.GET.get("format") == "csv":
        rows = list(filters.qs.order_by(field, "pk"))
        prepare(rows)
        return _csv(table_class, rows, hidden)
    page = key_page(filters.qs, order=field, cursor=request.GET.get("page", ""))
    prepare(page.rows)
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
            "columns": [
                (
                    name,
                    table_class.base_columns[name].verbose_name or name,
                    name in shown,
                )
                for name in table_class.names()
                if name not in table_class.always
            ],
            **context,
        },
        part="results",
    )


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
