"""Where a request came from, only ever as the key of a bucket in memory. Never stored, logged or shown."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def source_of(request: HttpRequest) -> str:
    """The address a request came from, behind as many proxies as the operator says; "" when it is not known.

    Only the entries that our own proxies added to X-Forwarded-For are believed, so a sender cannot choose its source.
    IPv6 is cut to its /64, which one household or server holds as a whole.
    """
    address = request.META.get("REMOTE_ADDR", "")
    proxies = settings.CLEARHALL.trusted_proxies
    if proxies:
        hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
        address = hops[-proxies] if len(hops) >= proxies else address
    try:
        return str(ipaddress.ip_network(f"{address}/64", strict=False)) if ":" in address else address
    except ValueError:
        return ""
