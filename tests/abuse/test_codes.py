"""Ten thousand guesses at what belongs to somebody else, by telephone and on our pages: none hits,
and whose it is gets at it all the same.
"""

from random import Random

from flask import Flask

from ivr.db import Database
from ivr.services import codes
from ivr.services.codes import Asker
from ivr.services.policy import Policy
from tests.abuse.many import many
from tests.conftest import only_sqlite
from tests.make import KEYER
from tests.services.booking_scene import Kuhmo
from tests.web.booker import at_an_office, books
from tests.web.proofs import Citizen

pytestmark = only_sqlite

CAPS = Policy().caps


@many(300, 10_000)
def test_by_telephone_from_many_numbers_and_from_none(database: Database, count: int) -> None:
    kuhmo = Kuhmo(database)
    mine = kuhmo.book(kuhmo.nine)
    theirs = kuhmo.confirm(kuhmo.hold(kuhmo.ten, "call:2"), "+358401111111", "typed")
    reference = theirs.reference
    chance, heard = Random(61), []
    for n in range(count):
        contact = None if n % 2 else 100 + n // 40
        asker, guess = Asker(1_000 + n // 3, contact), f"{chance.randrange(10**8):08}"
        if guess == reference:
            continue
        heard.append(
            kuhmo.do(
                lambda rows, guess=guess, asker=asker: codes.try_reference(
                    rows, KEYER, guess, asker, CAPS, kuhmo.now
                )
            )
        )

    assert set(heard) == {"wrong", "spent"}
    hers = Asker(9, kuhmo.contact().id)
    assert (
        kuhmo.do(lambda rows: codes.try_code(rows, mine, mine.code or "", hers, CAPS, kuhmo.now))
        == "right"
    )
    assert kuhmo.do(
        lambda rows: codes.try_reference(rows, KEYER, reference, hers, CAPS, kuhmo.now)
    ) not in ("wrong", "spent")


@many(60, 10_000)
def test_on_our_pages_from_many_browsers(app: Flask, database: Database, count: int) -> None:
    holder = at_an_office(app, database).proves()
    place, reference = books(holder)
    chance, guesser = Random(62), Citizen.at(app, database)
    token = guesser.token()
    for n in range(count):
        if n % 50 == 0:
            guesser = Citizen.at(app, database)
            token = guesser.token()
        guess = f"{chance.randrange(10**8):08}"
        if guess != reference:
            answer = guesser.client.post(
                "/own",
                base_url="https://we.example",
                data={"csrf_token": token, "reference": guess},
            )
            assert answer.status_code in (400, 429)

    assert holder.get(place).status_code == 200
    assert holder.post(f"{place}cancel/").status_code == 303
