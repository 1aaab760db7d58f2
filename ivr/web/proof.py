"""One's password given once more, before something that a browser left open must not do."""

from datetime import timedelta
from math import ceil

from flask import request

from ivr.services import knocks, logins
from ivr.web.access import the_visitor
from ivr.web.site import site
from ivr.web.words import word

_LONGEST_ENTRY = 256


def doubt() -> tuple[str, int] | None:
    """What is said, and its status, if the password given once more is not hers."""
    who, now = the_visitor(), site().now()
    doors = {knocks.door("again", str(who.id)): knocks.PROOF}
    with site().database.writing() as rows:
        wait = knocks.knock(rows, doors, now)
        known = logins.account(rows, who.name)
    if wait:
        return word("login.wait", minutes=ceil(wait / timedelta(minutes=1))), 429
    if not logins.fits(known, request.form.get("password", "")[:_LONGEST_ENTRY]):
        return word("proof.wrong"), 400
    with site().database.writing() as rows:
        knocks.forgive(rows, doors, now)
    return None
