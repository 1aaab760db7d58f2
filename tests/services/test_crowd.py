"""Citizens and schedulers at once: nobody waits in a circle, and every count is right."""

from collections import Counter
from contextlib import suppress
from random import Random

from sqlalchemy import func, select

from ivr.db import Database, Session
from ivr.models import Callback, Event, Line, Tally
from ivr.services import callbacks, claims, contacts, lines, requests
from ivr.services.moves import Moved
from ivr.services.policy import Policy
from ivr.services.requests import Wish
from tests import make
from tests.make import KEYER, NOW, span
from tests.together import together

ROUNDS = 25
POLICY = Policy.read({"caps": {"requests": 1000}})
LATER = NOW + span("2 min")


def act(session: Session, chance: Random) -> None:
    """One of the things that go on during a morning."""
    line: Line = chance.choice(list(lines.every(session)))
    contact = contacts.find_or_make(session, KEYER, f"+3584010000{chance.randrange(10, 20)}", NOW)
    match chance.choice(["ask", "ask", "cancel", "promote", "choose", "claim"]):
        case "ask":
            language = chance.choice(["fi", "sv", "en"])
            wish = Wish(contact, "shown", language, "nobody", unasked=chance.random() < 0.3)
            requests.request(session, line, POLICY, wish, NOW)
        case "cancel":
            callbacks.cancel(session, line.id, contact.id, "citizen", NOW)
        case "promote":
            callbacks.promote(session, LATER, limit=5)
        case "choose":
            found = callbacks.standing(session, line.id, contact.id, lock=True)
            if found:
                callbacks.speak(session, found, chance.choice(["fi", "sv"]), NOW)
        case "claim":
            claims.claim(session, LATER)


def test_a_crowd_leaves_every_count_right(database: Database) -> None:
    with database.writing() as session:
        make.an_open_line(session)
        make.a_line(session, "urgent")
        for n in range(4):
            make.an_agent(session, f"Agent {n}")

    def live(n: int) -> None:
        chance = Random(n)
        for _ in range(ROUNDS):
            with suppress(Moved), database.writing() as session:  # a lost race is rolled back
                act(session, chance)

    together(6, live)

    with database.reading() as session:
        counted = {
            (tally.line_id, tally.language, tally.state): tally.count
            for tally in session.scalars(select(Tally))
            if tally.count
        }
        rows = session.scalars(select(Callback)).all()
        assert counted == Counter((row.line_id, row.language, row.state) for row in rows)
        open_ones = [(row.line_id, row.contact_id) for row in rows if row.ended_at is None]
        assert len(open_ones) == len(set(open_ones))
        asked = select(func.count()).where(Event.from_state.is_(None), Event.subject == "callback")
        assert session.scalar(asked) == len(rows)
