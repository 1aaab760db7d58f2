"""A citizen's browser: what it holds, whose number was proven there, what digits have opened."""

import secrets
from datetime import datetime, timedelta
from typing import Final

from flask import session

from ivr.services.own_things import Who
from ivr.services.web_bookings import Browser
from ivr.web.address import address
from ivr.web.proving import proven
from ivr.web.remembered import HELD, HOLDS, OPENED
from ivr.web.site import site

OPEN_FOR: Final = timedelta(minutes=30)
"""So long after the right digits a thing may be seen and changed from this browser."""
_MOST: Final = 12  # things open at the same time; a cookie has little room


def browser() -> Browser:
    """This browser as one that holds times; it gets a secret with the first one."""
    token = session.get(HOLDS) or secrets.token_urlsafe(24)
    whose = proven()
    return Browser(token, address(), whose.contact_id if whose else None)


def remember(it: Browser, public_id: str) -> None:
    """This browser holds that now."""
    session[HOLDS], session[HELD] = it.token, public_id


def who() -> Who:
    """Whose things may be seen here, and which ones besides."""
    now, whose = site().now(), proven()
    opened = {one for one, until in _opened().items() if now < datetime.fromisoformat(until)}
    return Who(whose.contact_id if whose else None, frozenset(opened))


def open_up(public_id: str) -> None:
    """The right digits have been given for it."""
    until = (site().now() + OPEN_FOR).isoformat(timespec="seconds")
    kept = [(one, at) for one, at in _opened().items() if one != public_id]
    session[OPENED] = dict([*kept, (public_id, until)][-_MOST:])


def _opened() -> dict[str, str]:
    found: dict[str, str] = session.get(OPENED, {})
    return found
