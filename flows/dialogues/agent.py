"""The call to an agent: a callback is offered, taken, rung through, and its outcome filed."""

from typing import Final

from flows.dialogues.outcome import outcome_steps
from flows.engine.steps import Dial, Dialogue, Do, End, Key, Menu, Say

_ANSWERS: Final = (Key("1", "accept", to="accept"), Key("2", "pass", to="pass"))

AGENT: Final = Dialogue(
    "agent",
    steps=(
        Do(
            "offer",
            "offer",
            {
                "offered": "offered",
                "late": "late",
                "booked": "booked",
                "booked_late": "booked_late",
                "unfiled": "outcome.missing",
                "taken": "taken",
                "failed": "trouble",
            },
        ),
        Menu("offered", keys=_ANSWERS),
        Menu("late", keys=_ANSWERS),
        Menu("booked", keys=_ANSWERS),
        Menu("booked_late", keys=_ANSWERS),
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
        Do(
            "next",
            "offer",
            {
                "offered": "offered",
                "late": "late",
                "booked": "booked",
                "booked_late": "booked_late",
                "unfiled": "outcome.missing",
                "taken": "thanks",
                "failed": "thanks",
            },
        ),
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
