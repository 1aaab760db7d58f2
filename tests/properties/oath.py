"""What the tables may never hold, whatever the model thinks; read off the rows alone."""

from collections import Counter
from collections.abc import Iterable, Iterator

from tests.properties.house import ENDED, House
from tests.properties.rows import Rows

LIVE = ("offered", "dialling", "talking")
STATES = (*LIVE, "waiting", "ready", "unfiled", "needs_human", *ENDED)


def complaints(rows: Rows, house: House) -> Iterator[str]:
    attempts = [(one[1], one[2], one[3], one[13]) for one in rows["attempts"]]
    yield from _rung_twice(rows)
    live = [one for one in attempts if one[3] != "ended"]
    yield from _twice("callback", (callback for callback, *_ in live))
    yield from _twice("agent", (agent for _, agent, *_ in live))
    yield from _states(rows, {callback: (epoch, state) for callback, _, epoch, state in live})
    yield from _agents(rows, {agent: state for _, agent, _, state in live})
    yield from _counts(rows)
    yield from _one_each(rows)


def _twice(what: str, held: Iterable[int]) -> Iterator[str]:
    for one, count in Counter(held).items():
        if count > 1:
            yield f"{what} {one} has {count} attempts at once"


def _rung_twice(rows: Rows) -> Iterator[str]:
    """Of an agent's legs at most one may live: whose end is not known may."""
    for agent, count in Counter(one[2] for one in rows["attempts"] if not one[8]).items():
        if count > 1:
            yield f"agent {agent} is rung by {count} legs at once"


def _states(rows: Rows, live: dict[int, tuple[int, str]]) -> Iterator[str]:
    """A callback is in one state, and what is being dialled has its attempt."""
    for row in rows["callbacks"]:
        key, epoch, state, ended = row[0], row[7], row[11], row[14]
        if state not in STATES or (ended is not None) != (state in ENDED):
            yield f"callback {key} is {state}, ended {ended}"
        if state in LIVE and live.get(key) != (epoch, state):
            yield f"callback {key} is {state} in epoch {epoch}, its attempt {live.get(key)}"
        if live.get(key, (0, "offered"))[1] != "offered" and state not in LIVE:
            yield f"callback {key} is {state} while its citizen is rung"


def _agents(rows: Rows, live: dict[int, str]) -> Iterator[str]:
    """Only who is in a call is held by one, and who talks has taken one."""
    for key, state, *_ in rows["agents"]:
        here = live.get(key)
        if here and state != ("offered" if here == "offered" else "talking"):
            yield f"agent {key} is {state}, her attempt {here}"


def _counts(rows: Rows) -> Iterator[str]:
    """What counts has rung, nobody has been rung too often, and no attempt counts twice."""
    counted = Counter(one[1] for one in rows["attempts"] if one[16])
    for row in rows["callbacks"]:
        if row[8] != counted[row[0]] or row[8] > 4:
            yield f"callback {row[0]} counts {row[8]} of {counted[row[0]]}"
    for one in rows["attempts"]:
        if one[16] and one[9] is None:
            yield f"attempt {one[0]} counts, and nobody was rung"
    for subject, count in rows["legs"].items():
        if count > 4:
            yield f"{subject} was rung {count} times"


def _one_each(rows: Rows) -> Iterator[str]:
    """One open callback for each number, and the tallies are their counts."""
    waiting = Counter(row[1] for row in rows["callbacks"] if row[14] is None)
    for contact, count in waiting.items():
        if count > 1:
            yield f"contact {contact} waits {count} times"
    if sum(rows["tallies"].values()) != len(rows["callbacks"]):
        yield f"{rows['tallies']} for {len(rows['callbacks'])} callbacks"
