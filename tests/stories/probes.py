"""When a story is over, its last webhooks are told once more, and one comes from a stranger.

Neither may change a row, and who asks the same hears the same.
"""

from collections.abc import Coroutine, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from ivr.db import Base
from ivr.simnet.delivery import Answer, Request, encode
from ivr.simnet.events import Event
from ivr.simnet.signing import HEADER, sign
from tests.stories.world import World

MOST = 4
"""So many answers, and so many reports, are asked for again."""
FAILED = 400
"""From here on an answer tells that the question has not arrived as it was asked."""
KEPT = timedelta(hours=47)
"""Answers are emptied after two days; what is told again later is told to nobody any more."""

_UNTOUCHED = {"heartbeat", "calendar_day"}
_FRESHENED = {"attempt": {"lease_until"}}  # every word of a leg does that, and nothing follows
_ROWS = {
    table.name: select(
        *(c for c in table.columns if c.name not in _FRESHENED.get(table.name, ()))
    ).order_by(*table.primary_key)
    for table in Base.metadata.sorted_tables
    if table.name not in _UNTOUCHED
}


@dataclass(frozen=True, slots=True)
class Echo:
    """A webhook told again: what was answered then (nothing, if that is not known) and now."""

    url: str
    first: str | None
    again: str


@dataclass(frozen=True, slots=True)
class Probes:
    """What was told again; the `status` that a stranger got, if there was anything to repeat;
    and the tables of which any row has changed by all this."""

    echoes: tuple[Echo, ...] = ()
    status: int | None = None
    changed: tuple[str, ...] = ()


def probe(world: World) -> Probes:
    """Tell the last answers and reports of a story again, and let a stranger tell the last."""
    told = list(_last(world))
    before = _rows(world)
    strangers = [_deliver(world, question, "a stranger's token") for question, _ in told[:1]]
    echoes = tuple(_echo(world, question, answer) for question, answer in told)
    after = _rows(world)
    changed = tuple(name for name in before if before[name] != after[name])
    return Probes(echoes, strangers[0].status if strangers else None, changed)


def _echo(world: World, question: Event, answer: Event) -> Echo:
    again = _deliver(world, question, world.network.settings.auth_token)
    is_known = question.data["purpose"] == "control" and not world.struck
    first = answer.data["body"] if is_known else None
    return Echo(question.data["url"], first, again.body.decode())


def _last(world: World) -> Iterator[tuple[Event, Event]]:
    """Questions with their answers; what was asked after a failure is none that comes twice."""
    told = [event for event in world.network.log.after() if event.kind in ("request", "response")]
    answers: dict[tuple[str, str], Event] = {}
    left = {"control": MOST, "status": MOST, "text": 1, "media": 0}
    for event in reversed(told):
        key = (event.sid, event.data["url"])
        if event.kind == "response":
            answers[key] = event
        elif key in answers:
            answer = answers.pop(key)
            if _was_asked(world, event, answer) and left[event.data["purpose"]]:
                left[event.data["purpose"]] -= 1
                yield event, answer


def _was_asked(world: World, question: Event, answer: Event) -> bool:
    """Whether it was this very question that was answered, and by the product."""
    is_first = "fallback" not in question.data["url"] and answer.data["status"] < FAILED
    return is_first and world.now < question.at + KEPT


def _deliver(world: World, question: Event, token: str) -> Answer:
    url, fields = question.data["url"], question.data["fields"]
    headers = {
        HEADER: sign(token, url, fields),
        "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
    }
    request = Request(
        question.data["purpose"], question.sid, "POST", url, headers, encode(fields).encode()
    )
    return at_once(world.deliver(request))  # type: ignore[arg-type]


def at_once(answering: Coroutine[Any, Any, Answer]) -> Answer:
    """Within one process nothing has to be waited for."""
    try:
        answering.send(None)
    except StopIteration as done:
        answer: Answer = done.value
        return answer
    raise AssertionError("the answer did not come at once")


def _rows(world: World) -> dict[str, Any]:
    with world.database.reading() as session:
        return {name: session.execute(rows).all() for name, rows in _ROWS.items()}
