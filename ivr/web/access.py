"""Who may open which page: one table, and the guard that holds every request against it."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Final, Literal, cast

import structlog
from flask import abort, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from ivr.db import Unavailable
from ivr.services import logins
from ivr.services.logins import Visitor
from ivr.services.second_steps import NEEDED
from ivr.services.staff import Role
from ivr.web import onward
from ivr.web.site import site

Access = frozenset[Role] | Literal["everyone", "network"]

_SUPERVISOR: Final[frozenset[Role]] = frozenset({"supervisor"})
_READERS: Final[frozenset[Role]] = frozenset({"supervisor", "auditor"})
_OVERVIEW: Final[frozenset[Role]] = frozenset({"supervisor", "auditor", "admin"})
_AGENT: Final[frozenset[Role]] = frozenset({"agent"})
_ADMIN: Final[frozenset[Role]] = frozenset({"admin"})
_AUDIT: Final[frozenset[Role]] = frozenset({"auditor", "admin"})
_CAPACITY: Final[frozenset[Role]] = frozenset({"supervisor", "admin"})
_OVERSEERS: Final[frozenset[Role]] = _CAPACITY | {"auditor"}
_STAFF: Final[frozenset[Role]] = frozenset({"agent", "supervisor", "admin", "auditor"})

ACCESS: Final[Mapping[str, Access]] = {
    # `network`: whoever signs as Twilio does; the gate before these routes sees to it.
    "voice": "network",
    "sms": "network",
    "ops.healthz": "everyone",
    "ops.readyz": "everyone",
    "ops.metrics": "everyone",  # looks itself who asks: this machine, or a token
    "static": "everyone",
    "recordings.play": "everyone",  # what every caller hears
    "pages.front": "everyone",
    "pages.choose_language": "everyone",
    "about": "everyone",
    "feedback": _CAPACITY,
    "login.login": "everyone",
    "login.try_to_log_in": "everyone",
    "login.logout": "everyone",
    "sign_on": "everyone",  # there the provider says who it is
    "second_step": "everyone",  # looks itself whether a password came before
    "unsent": _STAFF,
    "book": "everyone",
    "proving": "everyone",
    "times": "everyone",
    "held": "everyone",
    "own": "everyone",  # each look themselves whose thing it is
    "own_bookings": "everyone",
    "own_requests": "everyone",
    "account": _STAFF,
    "passkeys.page": _STAFF,
    "passkeys.add": _STAFF,
    "passkeys.remove": _STAFF,
    "passkeys": "everyone",  # logging in with one
    "queue.page": _READERS,
    "queue.more": _READERS,
    "queue.listed": _READERS,
    "queue.listed_more": _READERS,
    "orders.switch": _SUPERVISOR,
    "orders.set_agent": _SUPERVISOR,
    "decisions.page": _READERS,
    "decisions.second_look": _SUPERVISOR,
    "decisions.decide": _SUPERVISOR,
    "decisions.turn": _SUPERVISOR,
    "moving": _SUPERVISOR,
    "assignments": _SUPERVISOR,
    "many.second_look": _SUPERVISOR,
    "many.decide": _SUPERVISOR,
    "day": _OVERVIEW,
    "export": _READERS,
    "dialogue": _OVERVIEW,
    "calendar.page": _STAFF,
    "calendar.weeks_from": _STAFF,
    "calendar.one_day": _STAFF,
    "calendar.mark": _SUPERVISOR,
    "closing.new": _SUPERVISOR,
    "closing.new_on": _SUPERVISOR,
    "closing.close": _SUPERVISOR,
    "closing.removal": _SUPERVISOR,
    "closing.remove": _SUPERVISOR,
    "points.page": _STAFF,
    "points.new": _CAPACITY,
    "points.add": _CAPACITY,
    "points.edit": _CAPACITY,
    "points.save": _CAPACITY,
    "points.edit_phone_times": _CAPACITY,
    "points.save_phone_times": _CAPACITY,
    "lines.page": _OVERSEERS,
    "lines.one": _OVERSEERS,
    "lines.switch": _CAPACITY,
    "lines.new": _CAPACITY,
    "lines.add": _CAPACITY,
    "lines.edit": _CAPACITY,
    "lines.save": _CAPACITY,
    "lines.edit_policy": _CAPACITY,
    "lines.save_policy": _CAPACITY,
    "announcing": _CAPACITY,
    "staff.page": _CAPACITY,
    "staff.new": _ADMIN,
    "staff.add": _ADMIN,
    "staff.edit": _CAPACITY,
    "staff.save": _CAPACITY,  # supervisors: lines and languages
    "staff_accounts": _ADMIN,
    "audit": _AUDIT,
    "prompts": _STAFF,
    "desk.page": _AGENT,
    "desk.set_state": _AGENT,
    "desk.file": _AGENT,
    "desk.take_more_time": _AGENT,
    "offers": _AGENT,  # each answers her own
    "notes": _AGENT,  # each writes on those of her own conversations
    "own_day.page": _AGENT,
    "citizen": _AGENT,  # each sees those of her own conversations and tasks
    "tasks": _AGENT,
}
"""By endpoint, or by blueprint where all its routes are alike. What is missing is refused."""

HOMES: Final[Mapping[Role, str]] = {
    "agent": "desk.page",
    "supervisor": "queue.page",
    "auditor": "queue.page",
    "admin": "staff.page",
}
"""Where each role begins after logging in."""

TOKEN: Final = "token"  # noqa: S105  (the name of the session's field)

_log = structlog.get_logger(__name__)


def of(endpoint: str) -> Access | None:
    """Who may use an endpoint; None if the table does not know it."""
    return ACCESS.get(endpoint) or ACCESS.get(endpoint.partition(".")[0])


def may_use(endpoint: str) -> bool:
    """Whether the visitor's role opens this endpoint."""
    who = visitor()
    return opens(who.role, endpoint) if who else of(endpoint) == "everyone"


def opens(role: Role, endpoint: str) -> bool:
    """Whether a role opens this endpoint."""
    access = of(endpoint)
    return access == "everyone" or bool(access and role in access)


def guard() -> ResponseReturnValue | None:
    """Before every request: on, to the login, or refused."""
    endpoint = request.endpoint
    access = of(endpoint) if endpoint else "everyone"
    if access in ("everyone", "network"):
        return None
    who = visitor()
    if who is None and access is not None:
        return _to_the_login()
    if not may_use(cast(str, endpoint)):
        _log.warning("page refused", endpoint=endpoint, role=who and who.role)
        abort(403)
    if lacks_a_step() and request.blueprint not in ("account", "passkeys"):
        return redirect(url_for("account.authenticator"), 303)
    return None


def lacks_a_step() -> bool:
    """Whether she has to add an authenticator before she gets to any other page."""
    who = visitor()
    return bool(who and not who.two_steps and site().two_steps and who.role in NEEDED)


def visitor() -> Visitor | None:
    """Who is asking for this page; None for anybody who is not logged in."""
    if "visitor" not in g:
        g.visitor = _find(session.get(TOKEN))
    return cast(Visitor | None, g.visitor)


def the_visitor() -> Visitor:
    """Who is asking for a page that is not open to everyone."""
    who = visitor()
    if who is None:
        abort(401)
    return who


def _find(token: str | None) -> Visitor | None:
    if token is None:
        return None
    now = site().now()
    with site().database.reading() as rows:
        found = logins.visitor(rows, token, now)
    if found and not found.noticed:
        with suppress(Unavailable), site().database.writing() as rows:
            logins.notice(rows, token, now)
    return found


def _to_the_login() -> ResponseReturnValue:
    if request.path.endswith(".json"):
        abort(401)
    onward.remember(session.get(TOKEN))
    return redirect(url_for("login.login"), 303)
