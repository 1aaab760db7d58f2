"""One's own account: password, sessions, the authenticator and the codes for when it is lost.

Whoever changes how she logs in gives her password once more, so that a browser left open is not
enough.
"""

from collections.abc import Mapping

import segno
from flask import Blueprint, flash, redirect, request, session, url_for
from flask import render_template as render
from flask.typing import ResponseReturnValue

from ivr.services import accounts, logins, passkeys, second_steps
from ivr.services.accounts import UnfitPassword
from ivr.services.staff import SHORTEST_PASSWORD
from ivr.web.access import HOMES, TOKEN, lacks_a_step, the_visitor
from ivr.web.proof import doubt
from ivr.web.second_step import LONGEST_CODE
from ivr.web.site import site
from ivr.web.words import language, word

account = Blueprint("account", __name__)

_LONGEST_ENTRY = 256
_SEED = "seed"  # the session's field; alone it makes no codes


@account.get("/account")
def page() -> ResponseReturnValue:
    """How she logs in, and where she is logged in."""
    return _page({})


@account.post("/account/password")
def change_password() -> ResponseReturnValue:
    """Another password in place of the one she knows; she stays logged in only here."""
    new, who = request.form.get("new", "")[:_LONGEST_ENTRY], the_visitor()
    if trouble := doubt():
        return _page({"password": trouble[0]}, trouble[1])
    if new != request.form.get("again", "")[:_LONGEST_ENTRY]:
        return _page({"password": word("own_account.unlike")}, 400)
    try:
        kept = accounts.kept(new)
    except UnfitPassword:
        return _page({"password": word("own_account.short", least=SHORTEST_PASSWORD)}, 400)
    with site().database.writing() as rows:
        accounts.set_password(rows, who.id, kept, who.actor, site().now(), but=session[TOKEN])
    return _done("own_account.password_changed")


@account.post("/account/sessions")
def end_others() -> ResponseReturnValue:
    """Log her out in every other browser."""
    with site().database.writing() as rows:
        logins.end_all(rows, the_visitor().id, but=session[TOKEN])
    return _done("own_account.ended")


@account.post("/account/codes")
def renew_codes() -> ResponseReturnValue:
    """New recovery codes, shown this once."""
    who = the_visitor()
    if trouble := doubt():
        return _page({"codes": trouble[0]}, trouble[1])
    with site().database.writing() as rows:
        codes = second_steps.renew_codes(rows, site().safe, who.id, site().now())
    if codes is None:
        return redirect(url_for("account.authenticator"), 303)
    return render("account/codes.html", codes=codes, home="account.page", done="codes.renewed")


@account.get("/account/authenticator")
def authenticator() -> ResponseReturnValue:
    """How to add an authenticator, or another in its place: the same until it is done."""
    seed = session.setdefault(_SEED, second_steps.new_seed())
    return _form(seed, "")


@account.post("/account/authenticator")
def add_authenticator() -> ResponseReturnValue:
    """Adds it, and shows the recovery codes this once."""
    seed, who, now = session.get(_SEED), the_visitor(), site().now()
    if seed is None:
        return redirect(url_for("account.authenticator"), 303)
    if trouble := doubt():
        return _form(seed, *trouble)
    code = request.form.get("code", "")[:LONGEST_CODE]
    with site().database.writing() as rows:
        codes = second_steps.add(rows, site().safe, who.id, seed, code, now)
    if codes is None:
        return _form(seed, word("one_time.wrong"), 400)
    del session[_SEED]
    return render("account/codes.html", codes=codes, home=HOMES[who.role], done="codes.done")


def _page(trouble: Mapping[str, str], status: int = 200) -> ResponseReturnValue:
    who = the_visitor()
    with site().database.reading() as rows:
        elsewhere = logins.elsewhere(rows, who.id, session[TOKEN], site().now())
        left = second_steps.codes_left(rows, who.id)
        held = len(passkeys.of(rows, who.id))
    least = SHORTEST_PASSWORD
    facts = {"elsewhere": elsewhere, "left": left, "least": least, "passkeys": held}
    return render("account/account.html", trouble=trouble, **facts), status


def _done(text: str) -> ResponseReturnValue:
    flash(word(text))
    return redirect(url_for("account.page"), 303)


def _form(seed: str, trouble: str, status: int = 200) -> ResponseReturnValue:
    who, secret = the_visitor(), site().safe.secret(seed)
    address = second_steps.address(secret, who.name, site().names()[language()]["agency"])
    shown = {
        "secret": [secret[start : start + 4] for start in range(0, len(secret), 4)],
        "picture": segno.make(address).svg_data_uri(scale=4, light="white"),
        "needed": lacks_a_step(),
    }
    return render("account/authenticator.html", trouble=trouble, **shown), status
