"""A number is proven on our pages: by a texted code, and without telling anything of anybody."""

import pytest
from flask import Flask
from sqlalchemy import select

from ivr.db import Database
from ivr.models import Contact, Event, Message, Proof
from tests import make
from tests.clocks import Settable
from tests.conftest import only_sqlite
from tests.web.proofs import Citizen

pytestmark = only_sqlite


@pytest.fixture
def citizen(app: Flask, database: Database) -> Citizen:
    return Citizen.at(app, database)


def test_the_code_of_the_text_proves_the_number(citizen: Citizen, database: Database) -> None:
    assert citizen.post("/book/number", number="040 123 4567").location == "/book/number/digits"
    page = citizen.get("/book/number/digits")
    assert "040 123 4567" in page.text
    assert citizen.code() not in page.text

    assert citizen.post("/book/number/digits", digits=citizen.code()).location == "/book"
    with database.reading() as session:
        proof = session.scalars(select(Proof)).one()
        assert (proof.contact.number, proof.proven_at is not None) == (make.CITIZEN, True)
        told = session.scalars(select(Event).where(Event.subject == "proof")).one()
        assert (told.to_state, told.cause, told.actor) == ("proven", "text", "citizen")


def test_the_text_goes_out_at_once_even_on_a_sunday(
    citizen: Citizen, database: Database, clock: Settable
) -> None:
    clock.to("2026-11-29 06:00")
    citizen.post("/book/number", number=make.CITIZEN)

    with database.reading() as session:
        assert session.scalars(select(Message)).one().send_after <= clock.now()


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("12", "liian lyhyt"),
        ("0206 92222", "vaihteen"),
        ("+46 70 123 45 67", "ulkomaiseen"),
        ("112", "Emme voi soittaa"),
        ("", "Täytä tämä"),
    ],
)
def test_a_number_that_cant_be_called_is_refused_as_on_the_telephone(
    citizen: Citizen, database: Database, number: str, words: str
) -> None:
    page = citizen.post("/book/number", number=number)

    assert (page.status_code, words in page.text) == (400, True)
    assert f'value="{number}"' in page.text
    with database.reading() as session:
        assert session.scalars(select(Contact)).all() == []
