"""From which address a browser asks."""

from flask import request

_HERE = ("127.0.0.1", "::1")


def address() -> str:
    """The other end of the connection; behind a proxy on this machine, what the proxy saw."""
    here = request.remote_addr or ""
    forwarded = request.headers.get("X-Forwarded-For", "")
    return forwarded.rpartition(",")[2].strip() or here if here in _HERE else here
