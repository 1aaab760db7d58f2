"""Single sign-on, against a provider that really runs: who works here gets in, nobody else does."""

from collections.abc import Iterator

import pytest
from flask import Flask
from joserfc.jwk import RSAKey
from pydantic import SecretStr

from ivr.app import create_app
from ivr.db import Database
from ivr.models import Staff
from ivr.settings import Settings
from tests.clocks import Settable
from tests.conftest import only_sqlite
from tests.web.provider import CLIENT, SECRET, Person, Provider, provider
from tests.web.visitors import Visitor, hire

pytestmark = only_sqlite

SAARA = Person("7f1c", "saara")


@pytest.fixture
def there() -> Iterator[Provider]:
    with provider(SAARA) as running:
        yield running


@pytest.fixture
def app(
    settings: Settings, database: Database, clock: Settable, there: Provider, app: Flask
) -> Flask:
    """The application of production, which asks supervisors for two steps."""
    hire(database)
    asked = {
        "oidc_issuer": there.address,
        "oidc_client_id": CLIENT,
        "oidc_client_secret": SecretStr(SECRET),
        "env": "production",
    }
    return create_app(settings.model_copy(update=asked), database=database, clock=clock)


@pytest.fixture
def stranger(app: Flask) -> Visitor:
    return Visitor.to(app)


def let_go(database: Database, name: str) -> None:
    with database.writing() as session:
        session.query(Staff).filter_by(name=name).update({"active": False})


def refused(visitor: Visitor, because: str) -> bool:
    said = visitor.get("/login")
    return said.status_code == 200 and because in said.text


def test_who_works_here_is_let_in_and_needs_no_further_step(
    there: Provider, stranger: Visitor
) -> None:
    assert "Kirjaudu organisaation tunnuksella" in stranger.get("/login").text

    assert there.log_in(stranger).location == "/queue"

    assert stranger.get("/queue").status_code == 200


def test_who_does_not_work_here_is_not(there: Provider, stranger: Visitor) -> None:
    there.person = Person("99", "somebody")

    assert there.log_in(stranger).location == "/login"
    assert refused(stranger, "ei ole oikeutta tähän palveluun")


def test_who_has_left_is_not(there: Provider, stranger: Visitor, database: Database) -> None:
    let_go(database, "saara")

    assert there.log_in(stranger).location == "/login"


def test_a_name_that_was_given_to_somebody_else_opens_nothing(there: Provider, app: Flask) -> None:
    there.log_in(Visitor.to(app))
    there.person = Person("8a2d", "saara")

    assert there.log_in(Visitor.to(app)).location == "/login"


def test_who_is_called_otherwise_by_now_is_still_herself(there: Provider, app: Flask) -> None:
    there.log_in(Visitor.to(app))
    there.person = Person("7f1c", "saara.uusi")

    assert there.log_in(Visitor.to(app)).location == "/queue"


@pytest.mark.parametrize(
    "changed",
    [{"state": "made up"}, {"code": "made up"}],
    ids=["another state", "another code"],
)
def test_an_answer_to_nothing_we_asked_opens_nothing(
    there: Provider, stranger: Visitor, changed: dict[str, str]
) -> None:
    assert there.log_in(stranger, **changed).location == "/login"
    assert refused(stranger, "vastaus ei kelpaa")


def test_an_answer_in_another_browser_opens_nothing(there: Provider, app: Flask) -> None:
    asking, thief = Visitor.to(app), Visitor.to(app)
    thief.get("/login/provider")
    answer = there.log_in(asking)
    assert answer.location == "/queue"

    again = thief.client.get(answer.request.full_path, base_url=answer.request.host_url)

    assert again.location == "/login"


def test_an_answer_is_good_only_once(there: Provider, stranger: Visitor) -> None:
    answer = there.log_in(stranger)
    stranger.post("/logout")

    again = stranger.client.get(answer.request.full_path, base_url=answer.request.host_url)

    assert again.location == "/login"


def test_what_another_key_has_signed_opens_nothing(there: Provider, stranger: Visitor) -> None:
    there.shown = RSAKey.generate_key(2048, {"kid": "one"})

    assert there.log_in(stranger).location == "/login"


def test_what_was_meant_for_another_service_opens_nothing(
    there: Provider, stranger: Visitor
) -> None:
    there.audience = "another service"

    assert there.log_in(stranger).location == "/login"


def test_a_provider_that_does_not_answer_is_told_of(
    settings: Settings, database: Database, clock: Settable, app: Flask
) -> None:
    away = {"oidc_issuer": "http://127.0.0.1:9", "oidc_client_id": CLIENT}
    visitor = Visitor.to(
        create_app(settings.model_copy(update=away), database=database, clock=clock)
    )

    assert visitor.get("/login/provider").location == "/login"
    assert refused(visitor, "ei vastaa juuri nyt")
