"""The call to an agent: a callback is offered, taken, rung through, and its outcome filed."""

from typing import Final

from flows.dialogues.outcome import outcome_steps
from flows.engine.steps import Dial, Dialogue, Do, End, Key, Menu, Say

_ANSWERS: Final = (Key("1", "accept", to="accept"), Key("2", "pass", to="pass"))

GLANCE: Final = 3
"""Seconds after which it is looked whether she has answered at her desk instead."""

_OFFERS: Final = {
    "offered": "offered",
    "late": "late",
    "booked": "booked",
    "booked_late": "booked_late",
    "accepted": "accept",
    "unfiled": "outcome.missing",
}


def _offer(name: str, then: str = "glance") -> Menu:
    return Menu(name, keys=_ANSWERS, silence=then, seconds=GLANCE)


def _glance(name: str, waiting: str) -> Do:
    ended = {"passed": "passed", "cancelled": "cancelled", "taken": "taken"}
    return Do(
        name, "glance", {"accepted": "accept", **ended, "waiting": waiting, "failed": waiting}
    )


AGENT: Final = Dialogue(
    "agent",
    steps=(
        Do(
            "offer", "offer", {**_OFFERS, "passed": "passed", "taken": "taken", "failed": "trouble"}
        ),
        _offer("offered"),
        _offer("late"),
        _offer("booked"),
        _offer("booked_late"),
        # She may answer at her desk instead, before she lifts the telephone or while it waits.
        _glance("glance", waiting="undecided"),
        _offer("undecided", then="second_glance"),
        _glance("second_glance", waiting="last_chance"),
        _offer("last_chance", then="last_glance"),
        _glance("last_glance", waiting="unanswered"),
        Do("pass", "pass_offer", {"passed": "passed", "taken": "taken", "failed": "passed"}),
        End("passed"),
        Do(
            "accept",
            "accept",
            {
                "dial": "connecting",
                "closed": "closed",
                "cancelled": "cancelled",
                "taken": "taken",
                "capped": "capped",
                "refused": "refused",
                "stopped": "stopped",
                "failed": "trouble",
            },
        ),
        Say("connecting", to="dial"),
        Dial(
            "dial",
            "ring",
            {
                "answered": "outcome.choose",
                "busy": "busy",
                "no_answer": "no_answer",
                "failed": "not_connected",
                "unknown": "not_known",
            },
        ),
        # After an outcome: an offer that had to wait for it, or nothing more in this call.
        Do("next", "offer", {**_OFFERS, "passed": "passed", "taken": "thanks", "failed": "thanks"}),
        *outcome_steps(after="next"),
        End("closed"),
        End("cancelled"),
        End("taken"),
        End("capped"),
        End("refused"),
        End("stopped"),
        End("busy"),
        End("no_answer"),
        End("not_connected"),
        End("not_known"),
        End("thanks"),
        End("unanswered"),
        End("trouble"),
    ),
    start="offer",
    give_up="unanswered",
    kept=frozenset(),
)
