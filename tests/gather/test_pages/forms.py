"""What a page's form would send, as a browser reads it."""

from html.parser import HTMLParser

from django.http.response import HttpResponseBase

from tests.tracker.reading import body


class Form(HTMLParser):
    """The fields of one form with the values that they stand at."""

    def __init__(self, response: HttpResponseBase, name: str) -> None:
        super().__init__()
        self.name = name
        self.data: dict[str, list[str]] = {}
        self._inside = False
        self._select: str | None = None
        self.feed(body(response))

    def handle_starttag(self, tag, attrs) -> None:
        attributes = dict(attrs)
        if tag == "form":
            self._inside = attributes.get("id") == self.name
        if not self._inside:
            return
        if tag == "select":
            self._select = attributes["name"]
        elif tag == "option" and self._select and "selected" in attributes:
            self.add(self._select, attributes.get("value") or "")
        elif tag == "input" and attributes.get("name"):
            self.read(attributes)

    def read(self, attributes) -> None:
        kind = attributes.get("type", "text")
        if kind in ("checkbox", "radio") and "checked" not in attributes:
            return
        otherwise = "on" if kind == "checkbox" else ""
        self.add(attributes["name"], attributes.get("value", otherwise) or "")

    def handle_endtag(self, tag) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "select":
            self._select = None

    def add(self, name: str, value: str) -> None:
        self.data.setdefault(name, []).append(value)


def filled(response: HttpResponseBase, **changes) -> dict[str, list[str]]:
    """The form of the gather page, with some fields changed."""
    data = Form(response, "gather-form").data
    assert data, "the page has no form"
    return {**data, **changes}
