"""Is the process alive, and is it ready to serve? For load balancers."""

from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tracker import health


@login_not_required
@require_safe
@never_cache
def livez(request: HttpRequest) -> HttpResponse:
    return HttpResponse("alive\n", content_type="text/plain")


@login_not_required
@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """The database and the broker answer."""
    checks = health.ready()
    ready = all(check.state != "FAIL" for check in checks)
    body = {"ready": ready, "checks": {check.name: check.state for check in checks}}
    return JsonResponse(body, status=200 if ready else 503)


PROBES = {"/livez": livez, "/readyz": readyz}


class ProbeMiddleware:
    """Probes come by IP address, which is no name in ALLOWED_HOSTS."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        probe = PROBES.get(request.path_info, self.get_response)
        return probe(request)
