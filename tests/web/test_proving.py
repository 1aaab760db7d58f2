"""A number is proven on our pages: by a texted code, and without telling anything of anybody."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from ivr.db import Database
from ivr.models import Contact, Event, Message, Proof
from ivr.services import lines
from tests import make
from tests.clocks import Settable
from tests.conftest import only_sqlite
from tests.web.conftest import Network
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


def test_wrong_digits_are_told_beside_the_field_and_five_are_enough(citizen: Citizen) -> None:
    citizen.post("/book/number", number=make.CITIZEN)
    right = citizen.code()
    wrong = f"{(int(right) + 1) % 10**6:06}"

    pages = [citizen.post("/book/number/digits", digits=wrong).text for _ in range(5)]
    assert "ei ole oikea" in pages[0]
    assert "Pyydä uusi koodi" in pages[4]
    assert citizen.post("/book/number/digits", digits=right).status_code == 400


def test_a_page_never_tells_what_is_known_of_a_number(
    app: Flask, database: Database, clock: Settable
) -> None:
    """One that is new, has a request, spares us, is an agent's, or has had its codes."""
    numbers = [f"04076543{last}0" for last in range(5)]
    with database.writing() as session:
        line = lines.default(session)
        make.a_callback(session, line, number=f"+358{numbers[1][1:]}")
        make.a_contact(session, f"+358{numbers[2][1:]}", refuses_typed=True)
        make.an_agent(session, "Aino", number=f"+358{numbers[3][1:]}")
    for _ in range(3):
        Citizen.at(app, database).post("/book/number", number=numbers[4])

    seen = {number: _answers(Citizen.at(app, database), number) for number in numbers}
    assert len({*seen.values()}) == 1


def _answers(citizen: Citizen, number: str) -> str:
    """All that is answered until a wrong code, but for the number itself and the form's token."""
    begun = citizen.post("/book/number", number=number)
    pages = (begun.text, begun.location, citizen.get("/book/number/digits").text)
    wrong = citizen.post("/book/number/digits", digits="x")
    told = "".join(map(str, (*pages, wrong.status_code, wrong.text)))
    return re.sub(r'value="[^"]*"|\d{3} \d{3} \d{4}', "", told)


def test_a_landline_is_shown_digits_to_be_keyed_by_telephone(
    citizen: Citizen, network: Network, database: Database
) -> None:
    citizen.get("/book/callback")
    citizen.post("/book/number", number="08 123 4567")
    page = citizen.get("/book/number/digits").text
    found = re.search(r"(\d{3}) (\d{3})</b>", page)
    assert found
    assert citizen.texts() == []
    assert "ei ole vielä vahvistettu" in citizen.post("/book/number/digits").text

    network.caller = "+35881234567"
    network.calls_in()
    network.presses("1", "4", "".join(found.groups()))

    assert citizen.post("/book/number/digits").location == "/book/callback"
    assert citizen.get("/book/callback").status_code == 200


def test_digits_keyed_from_another_telephone_prove_nothing(
    citizen: Citizen, network: Network
) -> None:
    citizen.post("/book/number", number="08 123 4567")
    found = re.search(r"(\d{3}) (\d{3})</b>", citizen.get("/book/number/digits").text)
    assert found

    network.calls_in()
    network.presses("1", "4", "".join(found.groups()))

    assert citizen.post("/book/number/digits").status_code == 409


def test_from_one_address_only_so_many_numbers_are_proven_at_once(
    app: Flask, database: Database
) -> None:
    answers = [
        Citizen.at(app, database).post("/book/number", number=f"04076543{one:02}").status_code
        for one in range(13)
    ]

    assert answers == [303] * 12 + [429]


def test_whoever_is_done_is_forgotten_by_the_browser(citizen: Citizen) -> None:
    citizen.proves()
    assert citizen.get("/book/callback").status_code == 200

    citizen.post("/book/number/end")
    assert citizen.get("/book/callback").location == "/book/number"


def test_whoever_has_copied_a_browsers_cookie_before_is_not_taken_for_its_next_reader(
    citizen: Citizen, app: Flask, database: Database
) -> None:
    citizen.post("/book/number", number="0405550000")
    copied = citizen.cookie("__Host-citizen")
    citizen.proves()

    thief = Citizen.at(app, database)
    thief.with_cookie(copied, "__Host-citizen")
    assert thief.get("/book/callback").location == "/book/number"
