"""The citizen's call: a language, a standing request first, a callback in three keys.

Silence is an answer too: whoever presses nothing is offered a callback for staying on the line.
"""

from typing import Final

from flows.dialogues.unasked import LANGUAGE_KEYS, in_any_language, in_chosen_language
from flows.engine.steps import Dialogue, Do, End, Key, Menu, Number, Say

_WELCOME: Final = (
    Menu(
        "language",
        keys=LANGUAGE_KEYS,
        give_up="may_stay_any",
    ),
    Do(
        "opening",
        "opening",
        {
            "open": "look_up",
            "short_day": "short_day",
            "closed": "closed",
            "holiday": "holiday",
            "exceptional": "exceptional",
            "uncertain": "uncertain",
            "failed": "look_up",
        },
    ),
    Say("short_day", to="look_up"),
    Say("closed", to="look_up"),
    Say("holiday", to="look_up"),
    Say("exceptional", to="look_up"),
    Say("uncertain", to="look_up"),
)

_KNOWN_CALLER: Final = (
    Do(
        "look_up",
        "look_up",
        {
            "new": "main",
            "standing": "standing",
            "tried": "tried",
            "calling": "calling",
            "missed": "missed",
            "failed": "main",
        },
    ),
    Menu(
        "standing",
        keys=(Key("1", "keep", to="kept"), Key("2", "cancel", to="cancel_sure")),
        back="main",
        give_up="kept",
    ),
    Menu(
        "tried",
        keys=(Key("1", "sooner", to="call_sooner"), Key("2", "cancel", to="cancel_sure")),
        back="main",
        give_up="kept",
    ),
    Do(
        "call_sooner",
        "call_sooner",
        {
            "today": "told_today",
            "later": "told_later",
            "standing": "kept",
            "calling": "calling",
            "none": "none_standing",
            "failed": "kept",
        },
    ),
    Menu(
        "cancel_sure",
        keys=(Key("1", "cancel", to="cancel"), Key("2", "keep", to="kept")),
        give_up="kept",
    ),
    Do(
        "cancel",
        "cancel_request",
        {
            "cancelled": "cancelled",
            "calling": "calling",
            "none": "none_standing",
            "failed": "not_cancelled",
        },
    ),
    Say("cancelled", to="cancelled_next"),
    Say("none_standing", to="cancelled_next"),
    Menu(
        "cancelled_next",
        keys=(Key("1", "callback", to="number_to_call"),),
        back="main",
        silence="goodbye",
    ),
    Menu(
        "missed",
        keys=(Key("1", "callback", to="request_again"), Key("2", "main", to="main")),
    ),
    End("kept"),
    End("calling"),
    End("not_cancelled"),
)

_MAIN: Final = (
    Menu(
        "main",
        keys=(Key("1", "callback", to="number_to_call"), Key("5", "hours", to="hours")),
        forget=True,
    ),
    Do("hours", "hours", {"told": "hours_told", "failed": "hours_unknown"}),
    Say("hours_told", to="main"),
    Say("hours_unknown", to="main"),
)

_NUMBER: Final = (
    Do(
        "number_to_call",
        "number_to_call",
        {
            "shown": "number_right",
            "withheld": "withheld",
            "refused": "shown_refused",
            "failed": "trouble",
        },
    ),
    Say("withheld", to="number"),
    Say("shown_refused", to="number"),
    Menu(
        "number_right",
        keys=(Key("1", "yes", to="request"), Key("2", "other", to="number")),
        back="main",
    ),
    Number("number", gives="typed", to="check_number", back="main"),
    Do(
        "check_number",
        "check_number",
        {
            "ok": "number_right",
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
)

_REQUESTED: Final = {
    "today": "told_today",
    "later": "told_later",
    "standing": "standing",
    "calling": "calling",
    "limit": "limit",
    "refused": "refused",
    "not_taken": "not_taken",
    "failed": "trouble",
}

_REQUEST: Final = (
    Do("request", "request_callback", _REQUESTED),
    Do("request_again", "request_callback", _REQUESTED, args={"place": "kept"}),
    End("told_today"),
    Say("told_later", to="urgent"),
    Say("limit", to="urgent"),
    Say("not_taken", to="urgent"),
    Menu(
        "refused",
        keys=(Key("1", "other", to="number"),),
        back="main",
        silence="urgent",
        give_up="urgent",
    ),
    End("urgent"),
    End("trouble"),
    End("goodbye"),
)

CALLER: Final = Dialogue(
    "caller",
    steps=(
        *_WELCOME,
        *_KNOWN_CALLER,
        *_MAIN,
        *_NUMBER,
        *_REQUEST,
        *in_chosen_language(requested=_REQUESTED | {"standing": "kept"}),
        *in_any_language(),
    ),
    start="language",
    give_up="may_stay",
    kept=frozenset(),
)
