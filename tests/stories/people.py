"""People who know what to do by themselves, for stories with more of them than hands."""

from ivr.simnet.line import Line, Person
from ivr.simnet.people import Answers
from ivr.simnet.telephone import Telephone

PICKS_UP = Answers(after=5)
"""A citizen who answers, and talks as long as the agent does."""


def serves(minutes: float) -> Person:
    """An agent who takes every call, talks so long, and files that all is done."""

    async def work(line: Line) -> None:
        await line.rings()
        await line.sleep(3)
        line.answer()
        await line.asked()
        await line.press("1")
        await line.bridged()
        await line.sleep(60 * minutes)
        await line.press("*")
        await line.asked()
        await line.press("1")

    return work


def rings_in_vain(agent: Telephone) -> None:
    """An agent takes an offer, and hears that nobody answers."""
    agent.answer().tap("1").listen()
    assert "Asiakas ei vastannut" in agent.said
