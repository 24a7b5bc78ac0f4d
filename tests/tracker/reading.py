"""What tests read from a page: one element's text, one error, one header."""

from html.parser import HTMLParser

from django.http.response import HttpResponseBase

HTMX = {"HX-Request": "true"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta"}


class Elements(HTMLParser):
    """Every start tag with its attributes, and the text within each id or class."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, str] = {}
        self._open: list[tuple[str, list[str]]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs) -> None:
        values = dict(attrs)
        self.tags.append((tag, values))
        keys = [f".{name}" for name in (values.get("class") or "").split()]
        if values.get("id"):
            keys.append(f"#{values['id']}")
        for key in keys:
            self.texts.setdefault(key, "")
        if tag not in VOID:
            self._open.append((tag, keys))

    def handle_endtag(self, tag) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data) -> None:
        for _, keys in self._open:
            for key in keys:
                self.texts[key] += data

    def attributes(self, tag: str, name: str) -> list[str]:
        return [a[name] or "" for t, a in self.tags if t == tag and name in a]


def body(response: HttpResponseBase) -> str:
    content = response.getvalue() if response.streaming else response.content
    return content.decode()


def read(response: HttpResponseBase) -> Elements:
    return Elements(body(response))


def error_at(response: HttpResponseBase, field: str) -> str:
    """The sentence beside a field of a refused form."""
    assert response.status_code == 422, (response.status_code, response.headers)
    return read(response).texts.get(f"#id_{field}_error", "").strip()


def error_on_top(response: HttpResponseBase) -> str:
    assert response.status_code == 422, (response.status_code, response.headers)
    return read(response).texts.get(".form-errors", "").strip()


def toast(response: HttpResponseBase) -> str:
    return read(response).texts.get("#toasts", "").strip()


def is_kept(response: HttpResponseBase) -> bool:
    """By the browser, or by a proxy on the way."""
    words = set(response.get("Cache-Control", "").split(", "))
    return not words >= {"private", "no-store"}


def names(response: HttpResponseBase) -> list[str]:
    """The rows of a list, by the text of their first named column."""
    return [str(row) for row in response.context["page"].rows]
