"""Citizens: they call, ask for themselves or another, choose, cancel and hang up."""

from functools import partial

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule
from sqlalchemy import func, select, update

from ivr.db import Session
from ivr.models import Call, Callback
from ivr.services import callbacks, contacts, requests, returning
from ivr.services.policy import Policy
from ivr.services.requests import Requested, Wish
from tests import make
from tests.properties import asking
from tests.properties.life import KEYER, Life, language
from tests.properties.people import NUMBERS, Contact

WHO = st.integers(0, len(NUMBERS) - 1)
LANGUAGE = st.sampled_from(["fi", "fi", "sv"])
STORED = ("today", "later")

_NEWEST = select(func.max(Callback.id))


class Citizens(Life):
    @initialize(first=WHO, second=WHO)
    def some_have_asked(self, first: int, second: int) -> None:
        self.asks(first, "fi", False)
        self.asks(second, "sv", False)

    @rule(who=WHO)
    def calls_us(self, who: int) -> None:
        contact = self.citizen(who)

        def call(session: Session) -> None:
            contacts.find_or_make(session, KEYER, self.number(contact), self.now)
            started = {"contact_id": contact.id, "started_at": self.now}
            make.a_call(session, self.line(session), **started)

        self.act(call, lambda _: asking.call(self.house, contact))

    @rule(who=WHO)
    def hangs_up(self, who: int) -> None:
        contact = self.citizen(who)
        over = update(Call).where(Call.contact_id == contact.id, Call.ended_at.is_(None))
        self.act(
            lambda session: session.execute(over.values(ended_at=self.now)),
            lambda _: asking.hang_up(self.house, contact),
        )

    @rule(who=WHO, of=LANGUAGE, keeps=st.booleans())
    def asks(self, who: int, of: str, keeps: bool) -> None:
        contact = self.citizen(who)
        self._request(contact, "shown", of, f"contact:{contact.id}", keeps)

    @rule(who=WHO, of=LANGUAGE, asker=WHO)
    def types_a_number(self, who: int, of: str, asker: int) -> None:
        """For somebody else, or for a telephone that the network doesn't show."""
        mine = f"contact:{self.citizen(asker).id}" if asker != who else "call:0"
        self._request(self.citizen(who), "typed", of, mine)

    def _request(
        self, contact: Contact, source: str, of: str, asker: str, keeps: bool = False
    ) -> None:
        def ask(session: Session) -> Requested:
            known = contacts.find_or_make(session, KEYER, self.number(contact), self.now)
            wish = Wish(known, source, language(of), asker, keeps_place=keeps)  # type: ignore[arg-type]
            return requests.request(session, self.line(session), Policy(), wish, self.now)

        self.act(ask, partial(self._asked, contact, source, of, asker, keeps))

    def _asked(
        self, contact: Contact, source: str, of: str, asker: str, keeps: bool, told: Requested
    ) -> None:
        house = self.house
        result = asking.request(house, contact, source, of, asker)
        expected = STORED if result in ("stored", "reopened", "told") else (result,)
        assert told.outcome in expected, result
        assert bool(told.eta) == (told.outcome in (*STORED, "standing"))
        if result == "stored":
            asking.store(house, self._newest(), contact, source, of, keeps)
        found = house.open_of(contact)
        anew = result == "standing" and found and not asking.still_holds(house, found)
        if found and (result in ("stored", "reopened") or anew):
            house.tell(found)

    def _newest(self) -> int:
        return self.read(lambda session: session.scalar(_NEWEST) or 0)

    @rule(who=WHO, of=LANGUAGE)
    def stays_on_the_line(self, who: int, of: str) -> None:
        contact = self.citizen(who)

        def stay(session: Session) -> str:
            known = contacts.find_or_make(session, KEYER, self.number(contact), self.now)
            line, policy = self.line(session), Policy()
            if not requests.may_stay_on_the_line(session, line, policy, known, self.now):
                return "not_offered"
            asker = f"contact:{known.id}"
            wish = Wish(known, "shown", language(of), asker, unasked=True)
            return requests.request(session, line, policy, wish, self.now).outcome

        def stayed(told: str) -> None:
            asking.appear(contact)
            result = asking.stay(self.house, contact)
            assert told in (STORED if result == "stored" else (result,))
            if result == "stored":
                new = asking.stayed(self.house, self._newest(), contact, of)
                self.house.tell(new)

        self.act(stay, stayed)

    @precondition(lambda self: any(self.house.open_of(c) for c in self.house.contacts.values()))
    @rule(who=WHO, of=LANGUAGE)
    def chooses_a_language(self, who: int, of: str) -> None:
        contact = self.citizen(who)

        def choose(session: Session) -> None:
            line = self.line(session)
            found = callbacks.standing(session, line.id, contact.id, lock=True)
            if found:
                callbacks.speak(session, found, language(of), self.now)

        def chosen(_: object) -> None:
            found = self.house.open_of(contact)
            if found:
                asking.choose(self.house, found, of)

        self.act(choose, chosen)

    @rule(who=WHO, of=LANGUAGE)
    def rings_back(self, who: int, of: str) -> None:
        contact = self.citizen(who)

        def ring(session: Session) -> bool:
            line = self.line(session)
            found = callbacks.standing(session, line.id, contact.id, lock=True)
            if found is None or not returning.was_missed(session, found):
                return False
            returning.call_sooner(session, found, Policy(), language(of), self.now)
            return True

        def rang(missed: bool) -> None:
            found = self.house.open_of(contact)
            assert missed == (found is not None and asking.was_missed(self.house, found))
            if missed and found:
                asking.ring_back(self.house, found)

        self.act(ring, rang)

    @rule(who=WHO)
    def cancels(self, who: int) -> None:
        contact = self.citizen(who)

        def cancel(session: Session) -> str:
            line = self.line(session)
            return callbacks.cancel(session, line.id, contact.id, "citizen", self.now)

        def cancelled(told: str) -> None:
            assert told == asking.cancel(self.house, contact)

        self.act(cancel, cancelled)
