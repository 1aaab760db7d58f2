"""Single sign-on: the organisation's own provider of logins, by OpenID Connect.

Authorization code with PKCE, state and nonce; the provider's answer is checked by Authlib. What
the provider asks of its people, such as a second step, is the provider's.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import structlog
from flask import Flask
from werkzeug import Response

from ivr.settings import Settings

if TYPE_CHECKING:
    from authlib.integrations.flask_client import FlaskOAuth2App

_PATIENCE: Final = 5.0  # seconds for each of the provider's answers

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Person:
    """Whom the provider has sent: `subject` is its own key of her, `name` her login name."""

    issuer: str
    subject: str
    name: str


class Provider:
    """The provider that the settings name. It is asked for its addresses when first needed."""

    def __init__(self, app: Flask, settings: Settings) -> None:
        from authlib.integrations.flask_client import OAuth  # 0.3 s and 40 MB: only who uses it

        self._claim = settings.oidc_claim
        self._client: FlaskOAuth2App = OAuth(app).register(
            "provider",
            client_id=settings.oidc_client_id,
            client_secret=settings.oidc_client_secret.get_secret_value(),
            server_metadata_url=f"{settings.oidc_issuer}/.well-known/openid-configuration",
            client_kwargs={
                "scope": "openid profile",
                "code_challenge_method": "S256",
                "default_timeout": _PATIENCE,
            },
        )

    def begin(self, back: str) -> Response | None:
        """To the provider, which sends her `back`; None if it does not answer."""
        try:
            answer: Response = self._client.authorize_redirect(back)
        except Exception as trouble:  # whatever ails the network between us
            _log.warning("provider unreachable", trouble=repr(trouble), exc_info=True)
            return None
        return answer

    def person(self) -> Person | None:
        """Who came back, None if the answer does not prove it. Asks the provider."""
        try:
            said = self._client.authorize_access_token().get("userinfo")
        except Exception as trouble:  # forged, too late, or no answer: nobody
            _log.warning("provider's answer refused", trouble=repr(trouble), exc_info=True)
            return None
        return self._read(said or {})

    def _read(self, said: dict[str, Any]) -> Person | None:
        issuer, subject, name = (said.get(claim) for claim in ("iss", "sub", self._claim))
        if not (isinstance(issuer, str) and isinstance(subject, str) and isinstance(name, str)):
            _log.warning("provider says too little", claims=sorted(said))
            return None
        return Person(issuer, subject, name)
