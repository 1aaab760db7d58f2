"""The citizen's call: a language, a standing request first, a callback in three keys.

Silence is an answer too: whoever presses nothing is offered a callback for staying on the line.
"""

from typing import Final

from flows.dialogues.booking import BOOKING
from flows.dialogues.number import CALL_ME, NUMBER, wish
from flows.dialogues.own import OWN
from flows.dialogues.unasked import LANGUAGE_KEYS, in_any_language, in_chosen_language
from flows.engine.steps import Dialogue, Do, End, Key, Menu, Say

_CANCEL: Final = Key("2", "cancel", to="cancel_sure", sets={"request": ""})
"""Of the shown number: nothing that eight digits have found."""

PHONE_TIME: Final = Key(
    "2", "phone_time", to="any_times", when="phone_times", sets=wish("phone_time")
)
VISIT: Final = Key("3", "visit", to="points", when="visits", sets=wish("visit"))
"""What can be booked, wherever it is offered: also to those of whom no request is taken."""

_WELCOME: Final = (
    Menu(
        "language",
        keys=LANGUAGE_KEYS,
        give_up="may_stay_any",
    ),
    Do("on_offer", "on_offer", {"known": "announcement", "failed": "announcement"}),
    # Not a menu of its own: the keys that callers know by heart are pressed as ever, and already
    # while it is spoken.
    Do(
        "announcement",
        "announcement",
        {"some": "announced", "none": "opening", "failed": "opening"},
    ),
    Say("announced", to="opening"),
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
        keys=(Key("1", "keep", to="kept"), _CANCEL),
        back="main",
        give_up="kept",
    ),
    Menu(
        "tried",
        keys=(Key("1", "sooner", to="call_sooner"), _CANCEL),
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
        keys=(CALL_ME,),
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
        keys=(
            CALL_ME,
            PHONE_TIME,
            VISIT,
            Key("4", "own", to="proof_awaited", sets=wish("")),
            Key("5", "hours", to="hours"),
        ),
        forget=True,
    ),
    Do("hours", "hours", {"told": "hours_told", "failed": "hours_unknown"}),
    Say("hours_told", to="main"),
    Say("hours_unknown", to="main"),
)

_TOLD: Final = {
    "today": "told_today",
    "later": "told_later",
    "standing": "standing",
    "calling": "calling",
    "limit": "limit",
    "refused": "refused",
    "not_taken": "not_taken",
    "failed": "trouble",
}
_REQUESTED: Final = _TOLD | {
    "today_referred": "told_today_referred",
    "later_referred": "told_later_referred",
}

_REQUEST: Final = (
    Do("request", "request_callback", _REQUESTED),
    Do("request_again", "request_callback", _REQUESTED, args={"place": "kept"}),
    End("told_today"),
    Say("told_later", to="urgent"),
    Say("told_today_referred", to="reference_told"),
    Say("told_later_referred", to="urgent_first"),
    Say("urgent_first", to="reference_told"),
    Say("limit", to="urgent"),
    Menu(
        "not_taken",
        keys=(PHONE_TIME, VISIT, Key("1", "main", to="main")),
        silence="urgent",
        give_up="urgent",
    ),
    Menu(
        "refused",
        keys=(Key("1", "another", to="number", sets=wish("callback")),),
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
        *NUMBER,
        *_REQUEST,
        *BOOKING,
        *OWN,
        *in_chosen_language(requested=_TOLD | {"standing": "kept"}),
        *in_any_language(),
    ),
    start="language",
    give_up="may_stay",
    kept=frozenset({"phone_times", "visits"}),
)
