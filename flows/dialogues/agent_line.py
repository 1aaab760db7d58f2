"""An agent calls in from her own phone: PIN, a missing outcome first, then her state."""

from typing import Final

from flows.dialogues.outcome import outcome_steps
from flows.engine.steps import Code, Dialogue, Do, End, Key, Menu, Say

PIN_DIGITS: Final = 6

AGENT_LINE: Final = Dialogue(
    "agent_line",
    steps=(
        Code("pin", digits=PIN_DIGITS, gives="pin", to="check_pin"),
        Do(
            "check_pin",
            "check_pin",
            {"right": "look_up", "wrong": "wrong_pin", "locked": "locked", "failed": "trouble"},
        ),
        Say("wrong_pin", to="pin"),
        End("locked"),
        Do(
            "look_up",
            "agent_status",
            {"told": "status", "unfiled": "outcome.missing", "failed": "trouble"},
        ),
        Menu(
            "status",
            keys=(
                Key("1", "ready", to="set", sets={"wanted": "ready"}),
                Key("2", "pause", to="set", sets={"wanted": "paused"}),
                Key("3", "off", to="set", sets={"wanted": "off"}),
            ),
        ),
        Do(
            "set",
            "set_status",
            {"set": "changed", "unfiled": "outcome.missing", "failed": "trouble"},
        ),
        End("changed"),
        *outcome_steps(after="look_up"),
        End("goodbye"),
        End("trouble"),
    ),
    start="pin",
    give_up="goodbye",
    kept=frozenset(),
)
