"""From which address a browser asks."""

from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Final

from flask import request

_HERE = ("127.0.0.1", "::1")
_NETWORK: Final = 64  # bits; source: RFC 6177 and RFC 4291, 2.5.4: no subscriber has less


def address() -> str:
    """The other end of the connection; behind a proxy on this machine, what the proxy saw.

    Of IPv6 the network, since whoever has one has more addresses than anybody could count.
    """
    here = request.remote_addr or ""
    forwarded = request.headers.get("X-Forwarded-For", "")
    return _whose(forwarded.rpartition(",")[2].strip() or here if here in _HERE else here)


def _whose(seen: str) -> str:
    try:
        found = ip_address(seen)
    except ValueError:
        return seen
    if not isinstance(found, IPv6Address):
        return seen
    return str(found.ipv4_mapped or IPv6Network((found.packed, _NETWORK), strict=False))
