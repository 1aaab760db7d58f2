"""One turn of a call: what was heard moves the dialogue, once, however often it is told.

The answer to each turn is stored in the transaction of its effects and given again unchanged.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, cast

from sqlalchemy import Table, bindparam, insert, select, update
from sqlalchemy.orm import Session

from flows.dialogues import DIALOGUES
from flows.dialogues.caller import CALLER
from flows.engine.step import reread, step
from flows.engine.steps import Dial, Dialogue, End, Menu, Pick, Step
from flows.engine.turn import HangUp, Heard, Line, Pressed, Ring, State, Turn
from flows.rules.languages import LANGUAGES
from ivr import models
from ivr.db import Prepared, plainly
from ivr.models import Call, TurnAnswer
from ivr.services import progress, releases
from ivr.services.actions import perform
from ivr.services.context import Context
from ivr.services.exchange import Exchange
from ivr.services.policy import Policy

ECHO: Final = timedelta(seconds=0.5)
"""The same key so soon after our last answer is the one press sent twice, not a second answer."""

UNDER_WAY: Final = timedelta(seconds=15)
"""A key pressed just before the end still counts so long: a webhook may take all its time."""

SECRETS: Final = frozenset({"pin", "keyed"})
"""Variables that no state is stored with: used up by the action that takes them."""

UNSURE: Final = "error.unsure"
"""The prompt for whoever may or may not have been heard."""

# Of tables, not of mapped classes: each key press runs these, and needs no objects of them.
_CALLS, _TURNS = cast(Table, Call.__table__), cast(Table, TurnAnswer.__table__)
_FACTS = ("id", "attempt_id", "turn", "state", "answered_at", "ended_at")
_PLACE = Prepared(
    select(*(_CALLS.c[name] for name in _FACTS))
    .where(_CALLS.c.sid == bindparam("sid"))
    .with_for_update(key_share=True)
)
_ANSWER = select(_TURNS.c.answer, _TURNS.c.releases).where(
    _TURNS.c.call_id == bindparam("call_id"), _TURNS.c.number == bindparam("number")
)
_WITH_LINE = (
    select(Call, models.Line)
    .join(models.Line, models.Line.id == Call.line_id)
    .where(Call.id == bindparam("call_id"))
)
_KEEP = Prepared(insert(_TURNS), "call_id", "number", "answer", "releases", "at")
_MOVE = Prepared(
    update(_CALLS).where(_CALLS.c.id == bindparam("call_id")), "state", "turn", "answered_at"
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a call is, with its row locked; `pressed` is the key that led there."""

    call_id: int
    attempt_id: int | None
    turn: int
    state: State
    pressed: str
    answered_at: datetime | None
    ended_at: datetime | None

    @property
    def dialogue(self) -> Dialogue:
        return DIALOGUES[self.state.dialogue]

    @property
    def step(self) -> Step | None:
        return self.dialogue.find(self.state.step)


def take_turn(
    session: Session, exchange: Exchange, sid: str, number: int, heard: Heard, now: datetime
) -> str:
    """The answer to turn `number` of a call, in which something was `heard`.

    A turn that was answered gets the stored answer. One beyond the next (our own answer was lost
    with an older database) gets the current step again. An unknown call ends politely.
    """
    place = find(session, sid)
    if place is None:
        return exchange.render(farewell())
    if number <= place.turn:
        return repeat(session, exchange, place, number, now)
    if _is_over(place, now):
        return exchange.render(Turn(place.state, (), HangUp()))
    if place.attempt_id is not None:
        progress.agent_listens(session, place.attempt_id, sid, now)
    turn = _hear(place, number, heard, now)
    return answer(session, exchange, place.call_id, turn, now, _key(place, heard))


def fall_back(
    session: Session, exchange: Exchange, place: Place, number: int, now: datetime
) -> str:
    """The answer after the network could not use our last one: what was answered to this turn or
    as the last word of the call, if it was, else the step again; never a Dial."""
    if 0 < number <= place.turn:
        return repeat(session, exchange, place, number, now, dials=False)
    if _is_over(place, now):
        return exchange.render(Turn(place.state, (), HangUp()))
    if isinstance(place.step, End):
        return repeat(session, exchange, place, place.turn, now)
    if isinstance(place.step, Dial):
        return answer(session, exchange, place.call_id, _sorry(place), now)
    turn = reread(place.dialogue, place.state)
    return answer(session, exchange, place.call_id, turn, now)


def answer(
    session: Session,
    exchange: Exchange,
    call_id: int,
    turn: Turn,
    now: datetime,
    pressed: str = "",
) -> str:
    """Perform what the turn wants done, then store its end and the answer; the answer."""
    turn = _perform_all(session, exchange, call_id, turn, now)
    written = exchange.render(turn)
    number, releases_citizen = turn.state.turn, isinstance(turn.wait, Ring)
    rows = plainly(session)
    _KEEP.run(
        rows,
        {
            "call_id": call_id,
            "number": number,
            "answer": written,
            "releases": releases_citizen,
            "at": now,
        },
    )
    state = {"state": _without_secrets(turn.state).stored(), "pressed": pressed}
    changes = {"state": state, "turn": number, "answered_at": now}
    _MOVE.run(rows, {"call_id": call_id, **changes})
    return written


def repeat(
    session: Session,
    exchange: Exchange,
    place: Place,
    number: int,
    now: datetime,
    *,
    dials: bool = True,
) -> str:
    """The stored answer to a turn as it was; a release only while it can't have happened."""
    stored = plainly(session).execute(_ANSWER, {"call_id": place.call_id, "number": number}).first()
    if stored is None or stored.answer is None:
        return exchange.render(_sorry(place))
    if stored.releases:
        call = session.get_one(Call, place.call_id)
        if not dials or number < place.turn or not releases.may_be_repeated(session, call, now):
            return exchange.render(_sorry(place))
    return str(stored.answer)


def find(session: Session, sid: str) -> Place | None:
    """Where the call with this CallSid is; None if we know of none, or no longer."""
    row = _PLACE.first(plainly(session), {"sid": sid})
    if row is None:
        return None
    call_id, attempt_id, turn, kept, answered_at, ended_at = row
    if kept is None:
        return None
    state, pressed = State(**kept["state"]), kept["pressed"]
    return Place(call_id, attempt_id, turn, state, pressed, answered_at, ended_at)


def _is_over(place: Place, now: datetime) -> bool:
    return place.ended_at is not None and now > place.ended_at + UNDER_WAY


def _hear(place: Place, number: int, heard: Heard, now: datetime) -> Turn:
    if number > place.turn + 1:
        return reread(place.dialogue, replace(place.state, turn=number - 1))
    if _is_echo(place, heard, now):
        return reread(place.dialogue, place.state)
    return step(place.dialogue, place.state, heard)


def _key(place: Place, heard: Heard) -> str:
    """The key of a choice. What is entered elsewhere may be a secret and is not kept."""
    if isinstance(heard, Pressed) and isinstance(place.step, Menu | Pick):
        return heard.digits
    return ""


def _is_echo(place: Place, heard: Heard, now: datetime) -> bool:
    key = _key(place, heard)
    if not key or key != place.pressed or place.answered_at is None:
        return False
    return now < place.answered_at + ECHO


def _perform_all(
    session: Session, exchange: Exchange, call_id: int, turn: Turn, now: datetime
) -> Turn:
    """Follow the turn through all that it wants done, until it waits; with all that is said."""
    if turn.do is None:
        return turn
    call, line = session.execute(_WITH_LINE, {"call_id": call_id}).one()
    policy, said = Policy.read(line.policy), turn.say
    dialogue = DIALOGUES[turn.state.dialogue]
    while turn.do:
        language = turn.state.variables.get("language", dialogue.first_language)
        number = turn.state.turn + 1
        context = Context(session, call, line, policy, language, number, exchange.keyer, now)
        turn = step(dialogue, turn.state, perform(context, turn.do))
        said += turn.say
    return replace(turn, say=said)


def _without_secrets(state: State) -> State:
    if SECRETS.isdisjoint(state.variables):
        return state
    kept = {name: value for name, value in state.variables.items() if name not in SECRETS}
    return replace(state, variables=kept)


def _sorry(place: Place) -> Turn:
    """Words for trouble, which to a citizen claim nothing of what is stored, and the end."""
    state = replace(place.state, turn=place.turn + 1)
    language = state.variables.get("language", place.dialogue.first_language)
    prompt = UNSURE if place.dialogue is CALLER else f"{state.dialogue}.trouble"
    return Turn(state, (Line(prompt, {}, language),), HangUp())


def farewell(prompt: str = UNSURE) -> Turn:
    """The end of a call of which nothing is known, not even its language."""
    said = tuple(Line(prompt, {}, language) for language in LANGUAGES)
    return Turn(State(CALLER.name, CALLER.start), said, HangUp())
