"""What protects every answer and every form: headers, the cookie's marks, and the form's token.

Source: OWASP ASVS 5.0, chapters 3.3 to 3.5.
"""

import hmac
from collections.abc import Iterable
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from flask import Flask, Request, Response, abort, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from flask_wtf.csrf import CSRFProtect

from ivr.settings import Settings
from ivr.web import going_back
from ivr.web.access import of

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

HEADERS: Final = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self';"
    " img-src 'self' data:; connect-src 'self'; media-src 'self'; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_A_YEAR: Final = "max-age=31536000; includeSubDomains"
_READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})


class OfPages(SecureCookieSessionInterface):
    """Sessions belong to pages: who signs as Twilio does has an empty one, which is not kept."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        return SecureCookieSession() if _is_signed(request) else super().open_session(app, request)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if _is_signed(request):
            return
        super().save_session(app, session, response)
        going_back.forget_cookies(response)


def _is_signed(request: Request) -> bool:
    return "HTTP_X_TWILIO_SIGNATURE" in request.environ


def protect(app: Flask, settings: Settings) -> None:
    """Mount all of it. Cookies are `Secure`, and bound to this host, where we are on https."""
    secure = settings.public_url.startswith("https:")
    secret = settings.secret_key.get_secret_value().encode()
    app.config.update(
        SECRET_KEY=hmac.digest(secret, b"sessions of the pages", sha256),
        SESSION_COOKIE_NAME=cookie_name("ivr", secure),
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_CHECK_DEFAULT=False,  # asked for where it is due
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session
        WTF_CSRF_SSL_STRICT=False,  # our pages send no Referer; Sec-Fetch-Site says more
    )
    app.session_interface = OfPages()
    csrf = CSRFProtect(app)
    app.before_request(lambda: _refuse_strangers_forms(csrf))
    headers = {**HEADERS, "Strict-Transport-Security": _A_YEAR} if secure else HEADERS
    app.wsgi_app = _marked(app.wsgi_app, list(headers.items()))  # type: ignore[assignment,method-assign]
    app.after_request(_keep_nothing)


def cookie_name(name: str, secure: bool) -> str:
    """Browsers take `__Host-` cookies only from this very host, over https."""
    return f"__Host-{name}" if secure else name


def refuse_nuls() -> None:
    """No page of ours sends that sign, and no table could keep it. Calls and texts are read by
    their own rules."""
    if of(request.endpoint or "") == "network":
        return
    entries = (one for several in request.values.listvalues() for one in several)
    if any("\0" in said for said in (request.path, *entries)):
        abort(400)


def _refuse_strangers_forms(csrf: CSRFProtect) -> None:
    """A browser says where a form stands; another site's is no business of ours, nor is one
    without its token. The network's requests carry a signature instead."""
    if request.method in _READING or of(request.endpoint or "") == "network":
        return
    if request.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin"):
        abort(400)
    if request.endpoint:
        csrf.protect()


def _marked(inner: "WSGIApplication", marks: list[tuple[str, str]]) -> "WSGIApplication":
    """Around the application, so that no answer leaves without its marks, whoever made it."""

    def marking(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            return start_response(status, headers + marks, *more)

        return inner(environ, start)

    return marking


def _keep_nothing(answer: Response) -> Response:
    if request.endpoint != "static":
        answer.headers.setdefault("Cache-Control", "no-store")
    return answer
