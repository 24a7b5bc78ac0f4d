"""Pages show invisible characters of names as marks, whichever template wrote them."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from files.visible import visible_html


class VisibleMiddleware:
    """Pages only: files and data that are downloaded keep every character."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if is_page(response):
            html = response.content.decode()
            shown = visible_html(html)
            if shown is not html:
                response.content = shown
        return response


def is_page(response: HttpResponse) -> bool:
    return (
        response.get("Content-Type", "").startswith("text/html")
        and "Content-Disposition" not in response
        and not response.streaming
    )
