"""A provider of logins that really runs: made of Authlib's own server side, on this machine."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import ClientMixin, grants
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import AuthorizationCodeMixin, OpenIDCode, UserInfo
from flask import Flask, jsonify
from joserfc.jwk import RSAKey
from werkzeug.test import TestResponse

from tests.browser.stage import served
from tests.web.visitors import ORIGIN, Visitor

CLIENT, SECRET = "takaisinsoitto", "a secret between two services"
BACK = f"{ORIGIN}/login/provider/back"


@dataclass(frozen=True)
class Person:
    subject: str
    name: str

    def get_user_id(self) -> str:
        return self.subject


@dataclass
class Code(AuthorizationCodeMixin):  # type: ignore[misc]
    person: Person
    nonce: str
    code_challenge: str
    code_challenge_method = "S256"

    def get_redirect_uri(self) -> str:
        return BACK

    def get_scope(self) -> str:
        return "openid profile"

    def get_nonce(self) -> str:
        return self.nonce

    def get_auth_time(self) -> None: ...
    def get_acr(self) -> None: ...
    def get_amr(self) -> None: ...


class Service(ClientMixin):  # type: ignore[misc]
    """We, as the provider knows us."""

    def get_client_id(self) -> str:
        return CLIENT

    def get_default_redirect_uri(self) -> str:
        return BACK

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def check_redirect_uri(self, uri: str) -> bool:
        return uri == BACK

    def check_client_secret(self, secret: str) -> bool:
        return secret == SECRET

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method == "client_secret_basic"

    def check_response_type(self, kind: str) -> bool:
        return kind == "code"

    def check_grant_type(self, kind: str) -> bool:
        return kind == "authorization_code"


@dataclass
class Provider:
    """`person` is who is logged in there; `key` is what it signs with, `audience` whom for."""

    person: Person
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    audience: str = CLIENT
    codes: dict[str, Code] = field(default_factory=dict)
    address: str = ""
    shown: RSAKey | None = None
    """The key it publishes, if that is not the one it signs with."""

    def log_in(self, visitor: Visitor, **changed: str) -> TestResponse:
        """Presses the link, goes to the provider, and comes back with its answer."""
        there = visitor.get("/login/provider").location
        answer = self.app().test_client().get(there, base_url=self.address)
        query = parse_qs(urlsplit(answer.location).query)
        given = {name: values[0] for name, values in query.items()} | changed
        return visitor.client.get("/login/provider/back", base_url=ORIGIN, query_string=given)

    def app(self) -> Flask:
        app = Flask("provider")
        server = AuthorizationServer(app, lambda client_id: Service(), lambda token, asked: None)
        server.register_grant(_grant(self), [_identity(self), CodeChallenge(required=True)])

        @app.get("/.well-known/openid-configuration")
        def configuration() -> Any:
            return jsonify(
                issuer=self.address,
                authorization_endpoint=f"{self.address}/authorize",
                token_endpoint=f"{self.address}/token",
                jwks_uri=f"{self.address}/keys",
                id_token_signing_alg_values_supported=["RS256"],
            )

        @app.get("/authorize")
        def authorize() -> Any:
            grant = server.get_consent_grant(end_user=self.person)
            return server.create_authorization_response(grant=grant, grant_user=self.person)

        @app.post("/token")
        def token() -> Any:
            return server.create_token_response()

        @app.get("/keys")
        def keys() -> Any:
            return jsonify(keys=[(self.shown or self.key).as_dict(private=False)])

        return app


@contextmanager
def provider(person: Person) -> Iterator[Provider]:
    """A provider answers at its address for a while."""
    running = Provider(person)
    with served(running.app()) as address:
        running.address = address
        yield running


def _grant(running: Provider) -> type[grants.AuthorizationCodeGrant]:
    class Grant(grants.AuthorizationCodeGrant):  # type: ignore[misc]
        def save_authorization_code(self, code: str, asked: Any) -> None:
            said = asked.payload.data
            running.codes[code] = Code(asked.user, said["nonce"], said["code_challenge"])

        def query_authorization_code(self, code: str, client: Any) -> Code | None:
            return running.codes.get(code)

        def delete_authorization_code(self, code: Code) -> None:
            running.codes = {k: v for k, v in running.codes.items() if v is not code}

        def authenticate_user(self, code: Code) -> Person:
            return code.person

    return Grant


def _identity(running: Provider) -> OpenIDCode:
    class Identity(OpenIDCode):  # type: ignore[misc]
        def exists_nonce(self, nonce: str, asked: Any) -> bool:
            return False

        def resolve_client_private_key(self, client: Any) -> RSAKey:
            return running.key

        def get_client_algorithm(self, client: Any) -> str:
            return "RS256"

        def get_client_claims(self, client: Any) -> dict[str, Any]:
            return {"iss": running.address, "aud": [running.audience]}

        def get_encode_header(self, client: Any) -> dict[str, str]:
            return {"alg": "RS256", "kid": "one"}

        def generate_user_info(self, user: Person, scope: str) -> UserInfo:
            return UserInfo(sub=user.subject, preferred_username=user.name)

    return Identity(require_nonce=True)
