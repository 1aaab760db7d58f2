"""Which number it is about: the shown one or one that is typed, whatever is then asked for.

Callbacks, phone times and visits share these steps. The key that led here has told the wish.
"""

from collections.abc import Mapping
from typing import Final, Literal

from flows.engine.steps import Do, Key, Menu, Number, Say

Purpose = Literal["callback", "phone_time", "visit", ""]


def wish(purpose: Purpose) -> Mapping[str, str]:
    """What a key sets that begins something: its purpose, and nothing of what was begun before."""
    return {"purpose": purpose, "point": "", "booking": "", "number": ""}


CALL_ME: Final = Key("1", "callback", to="number_to_call", sets=wish("callback"))
"""The key by which one can be called instead, wherever something else is not to be had."""

NUMBER: Final = (
    Do(
        "number_to_call",
        "number_to_call",
        {
            "shown": "number_known",
            "withheld": "withheld",
            "refused": "shown_refused",
            "failed": "trouble",
        },
    ),
    Say("withheld", to="number"),
    Say("shown_refused", to="number"),
    Number("number", gives="typed", to="check_number", back="main"),
    Do(
        "check_number",
        "check_number",
        {
            "ok": "number_known",
            "invalid": "number_invalid",
            "company": "number_company",
            "foreign": "number_foreign",
            "refused": "number_refused",
            "failed": "trouble",
        },
    ),
    Say("number_invalid", to="number"),
    Say("number_company", to="number"),
    Say("number_foreign", to="number"),
    Say("number_refused", to="number"),
    Do(
        "number_known",
        "aim",
        {
            "callback": "number_right",
            "phone_time": "number_right",
            "visit": "visitor_right",
            "failed": "trouble",
        },
    ),
    Menu(
        "number_right",
        keys=(Key("1", "yes", to="number_given"), Key("2", "other", to="number")),
        back="main",
    ),
    Menu(
        "visitor_right",
        keys=(Key("1", "yes", to="number_given"), Key("2", "other", to="number")),
        back="main",
    ),
    Do(
        "number_given",
        "aim",
        {
            "callback": "request",
            "phone_time": "closed_before",
            "visit": "closed_before",
            "failed": "trouble",
        },
    ),
)
