"""Calls: beats offer work to agents, and the network tells of the legs, as it likes."""

from datetime import datetime, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from sqlalchemy import func, select

from ivr.db import Session
from ivr.models import Attempt as Row
from ivr.models import Call
from ivr.services import (
    attempts,
    callbacks,
    claims,
    offers,
    outcomes,
    progress,
    releases,
    settlement,
)
from ivr.services.outcomes import OUTCOMES
from ivr.services.raising import Cause
from ivr.services.settlement import Leg
from tests import make
from tests.properties import keeping, offering, settling
from tests.properties.life import Life
from tests.properties.people import Attempt
from tests.properties.settling import EARLY, FATES

AGO = st.integers(0, 4)
SIDS = st.sampled_from(["a", "a", "a", "a", "b"])
"""An attempt's own leg; another one of the same attempt, ordered by a call left in doubt."""
STATUSES = ("ringing", "in-progress", "completed", "no-answer", "busy", "failed", "canceled")
FATE = st.sampled_from(["answered", "answered", *FATES])
WRONG_NUMBER, TOO_MANY = 21211, 20429

anything_offered = precondition(lambda self: bool(self.house.attempts))


def sid(of: str, attempt: Attempt) -> str:
    return f"CA{of}{attempt.id:031x}"


class Calls(Life):
    # --- a beat ---

    @rule()
    def what_is_due_is_made_ready(self) -> None:
        self.act(
            lambda session: callbacks.promote(session, self.now),
            lambda _: offering.promote(self.house),
        )

    @rule(fate=FATE)
    def the_next_is_claimed(self, fate: str) -> None:
        self.act(
            lambda session: claims.claim(session, self.now),
            lambda offer: self.claimed(offer, fate),
        )

    def claimed(self, offer: claims.Offer | None, fate: str, gap: float = 1) -> None:
        house = self.house
        pair = offering.next_pair(house) if offering.may_call(house) else None
        if pair and not house.leg_left(pair[1]):
            offering.put_off(house, pair[1])
            pair = None
        assert (offer is None) == (pair is None), pair
        if offer and pair:
            offering.offer(house, offer.attempt_id, pair, fate, gap)

    # --- the agent's leg ---

    @anything_offered
    @rule(ago=AGO, of=SIDS)
    def the_network_places_her_leg(self, ago: int, of: str) -> None:
        attempt = self.attempt(ago)

        def placed(wanted: bool) -> None:
            assert wanted == offering.placed(attempt, sid(of, attempt))

        self.act(lambda s: offers.placed(s, attempt.id, sid(of, attempt)), placed)

    @anything_offered
    @rule(ago=AGO, code=st.sampled_from([WRONG_NUMBER, TOO_MANY]))
    def the_network_declines(self, ago: int, code: int) -> None:
        attempt = self.attempt(ago)
        self.act(
            lambda s: offers.declined(s, attempt.id, code, self.now),
            lambda _: offering.declined(self.house, attempt, code == WRONG_NUMBER),
        )

    @rule()
    def the_network_says_nothing(self) -> None:
        def wait(_: object) -> None:
            self.house.next_call = self.house.on(seconds=30)

        self.act(lambda s: offers.in_doubt(s, self.now), wait)

    @anything_offered
    @rule(ago=AGO, of=SIDS)
    def she_answers(self, ago: int, of: str) -> None:
        attempt = self.attempt(ago)

        def answer(session: Session) -> bool:
            taken = offers.take_up(session, attempt.id, sid(of, attempt), self.now)
            self._open(session, attempt, sid(of, attempt))
            return bool(taken)

        def answered(taken: bool) -> None:
            assert taken == offering.take_up(self.house, attempt, sid(of, attempt))
            attempt.opened |= attempt.sid == sid(of, attempt)

        self.act(answer, answered)

    def _open(self, session: Session, attempt: Attempt, leg: str) -> None:
        """Her dialogue begins, whether the offer still stands or not."""
        if session.scalar(select(func.count()).where(Call.sid == leg)):
            return
        row = {"direction": "agent", "dialogue": "agent", "shown": "staff"}
        make.a_call(session, self.line(session), sid=leg, started_at=self.now, **row)

    @anything_offered
    @rule(ago=AGO, of=SIDS, status=st.sampled_from(STATUSES))
    def the_network_tells_of_her_leg(self, ago: int, of: str, status: str) -> None:
        attempt = self.attempt(ago)
        token = self.read(lambda s: s.get_one(Row, attempt.id).token)
        facts = {"at": self._left_at(attempt)}
        self.act(
            lambda s: progress.agent_leg(s, token, sid(of, attempt), status, self.now, **facts),
            lambda _: offering.word(self.house, attempt, sid(of, attempt), status),
        )

    def _left_at(self, attempt: Attempt) -> datetime | None:
        """When the agent's leg ended, says the network: with the citizen's, or long after it."""
        if attempt.released is None:
            return None
        abandoned = attempt.fate.startswith("abandoned")
        return attempt.released + (EARLY if abandoned else timedelta(minutes=10))

    @anything_offered
    @rule(ago=AGO, of=SIDS)
    def she_listens_on(self, ago: int, of: str) -> None:
        attempt = self.attempt(ago)
        self.act(
            lambda s: progress.agent_listens(s, attempt.id, sid(of, attempt), self.now),
            lambda _: offering.listens(self.house, attempt, sid(of, attempt)),
        )

    @anything_offered
    @rule(ago=AGO, of=SIDS)
    def she_passes(self, ago: int, of: str) -> None:
        attempt = self.attempt(ago)

        def passed(was_hers: bool) -> None:
            assert was_hers == offering.pass_on(self.house, attempt, sid(of, attempt))

        self.act(lambda s: offers.pass_on(s, attempt.id, sid(of, attempt), self.now), passed)

    @anything_offered
    @rule(ago=AGO, of=SIDS)
    def she_accepts(self, ago: int, of: str) -> None:
        attempt = self.attempt(ago)

        def accepted(told: releases.Ring | str) -> None:
            expected = offering.release(self.house, attempt, sid(of, attempt))
            assert ("ring" if isinstance(told, releases.Ring) else told) == expected

        self.act(lambda s: releases.release(s, attempt.id, sid(of, attempt), self.now), accepted)

    # --- the citizen's leg ---

    @anything_offered
    @rule(ago=AGO, which=st.integers(0, 4), of=st.sampled_from(["c", "c", "c", "c", "d"]))
    def the_network_tells_of_the_citizens_leg(self, ago: int, which: int, of: str) -> None:
        """In any order, again, late; it never contradicts itself."""
        attempt = self.attempt(ago)
        if attempt.released:
            words = FATES[attempt.fate]
            self.tell(attempt, words[which % len(words)], sid(of, attempt))

    def tell(self, attempt: Attempt, words: str, leg: str) -> None:
        def tell(session: Session) -> None:
            status, _, more = words.partition(" ")
            if status == "dial":
                self._dial_ended(session, attempt, more, leg)
                return
            row = session.get_one(Row, attempt.id)
            place = FATES[attempt.fate].index(words)
            at = self._happened(attempt)
            told = Leg(status, at, leg, place, sip=int(more) if more else None)
            progress.citizen_leg(session, row.leg_token, told, self.now)

        self.act(tell, lambda _: settling.tell(self.house, attempt, words, leg))

    def _dial_ended(self, session: Session, attempt: Attempt, how: str, leg: str) -> None:
        status, gone = ("no-answer", True) if how == "gone" else (how, False)
        facts = {"sid": leg, "talked": 1, "agent_gone": gone}
        progress.dial_ended(session, attempt.id, status, self.now, **facts)

    def _happened(self, attempt: Attempt) -> datetime:
        """Only of ringing in vain it matters when it ended: after all of it, or early."""
        assert attempt.released
        assert attempt.ring_until
        if attempt.fate == "no_answer":
            return attempt.ring_until - timedelta(seconds=65)
        return attempt.released + EARLY

    @anything_offered
    @rule(ago=AGO, cause=st.sampled_from(["silence", "out_of_reach"]))
    def nobody_can_tell_what_became_of_it(self, ago: int, cause: Cause) -> None:
        attempt = self.attempt(ago)

        def give_up(session: Session) -> None:
            settlement.give_up(session, attempts.hold(session, attempt.id), cause, self.now)

        if keeping.is_silent(self.house, attempt):
            self.act(give_up, lambda _: settling.give_up(self.house, attempt, cause))

    @anything_offered
    @rule(ago=AGO)
    def there_never_was_a_leg(self, ago: int) -> None:
        attempt = self.attempt(ago)

        def settled(was: bool) -> None:
            assert was == settling.never_placed(self.house, attempt)

        self.act(lambda s: settlement.never_placed(s, attempt.id, self.now), settled)

    @anything_offered
    @rule(ago=AGO, outcome=st.sampled_from(OUTCOMES))
    def an_outcome_is_filed(self, ago: int, outcome: outcomes.Outcome) -> None:
        """By key or at the desk, once or again, early or late."""
        attempt = self.attempt(ago)

        def file(session: Session) -> outcomes.Filed | None:
            return outcomes.file(session, attempt.id, outcome, self.now)

        def filed(told: outcomes.Filed | None) -> None:
            assert (told is not None) == settling.file(self.house, attempt, outcome)

        self.act(file, filed)
