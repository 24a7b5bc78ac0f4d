"""Where a request comes from."""

from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

UNKNOWN = "0.0.0.0"  # noqa: S104 - such as through a socket without a proxy
BROWSERS = {  # in this order: many claim to be others too
    "Edg": "Edge",
    "OPR": "Opera",
    "Firefox": "Firefox",
    "Chrome": "Chrome",
    "Safari": "Safari",
    "curl": "curl",
}
SYSTEMS = {
    "Windows": "Windows",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Mac OS": "macOS",
    "Android": "Android",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}
NETWORK = 64  # bits of an IPv6 address that are the network of one customer


def client_address(request: HttpRequest) -> str:
    """As the outermost of our proxies saw it; what stands before that is hearsay."""
    near = settings.TRUSTED_PROXIES
    hops = request.headers.get("X-Forwarded-For", "").split(",")
    told = hops[-near] if 0 < near <= len(hops) else ""
    peer = request.META.get("REMOTE_ADDR", "")
    return _address(told) or _address(peer) or UNKNOWN


def network_of(address: str) -> str:
    """Whoever has one IPv6 address has all of its network."""
    if ip_address(address).version == 4:
        return address
    return str(ip_network(f"{address}/{NETWORK}", strict=False))


def _address(text: str) -> str:
    """Without a port, which some proxies add; nothing if it is no address."""
    text = text.strip().partition("%")[0]
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text)
    except ValueError:
        return ""
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return str(mapped or address)


def device_name(user_agent: str) -> str:
    """What a browser calls itself, in a few words."""
    browser = next((b for key, b in BROWSERS.items() if key in user_agent), "")
    system = next((s for key, s in SYSTEMS.items() if key in user_agent), "")
    return " on ".join(filter(None, (browser, system))) or "Unknown device"
