"""Keys 2 and 3: a phone time or a visit is chosen, held while it is read back, and booked.

A booking that goes to another time takes the same way from `closed_before` on: then `booking` is
not empty, and the old time stands until the new one is stored.
"""

from typing import Final

from flows.dialogues.number import CALL_ME, wish
from flows.engine.steps import Do, End, Key, Menu, Pick, Say

_POINT: Final = (
    Do(
        "points",
        "points",
        {"one": "point", "several": "which_point", "none": "no_visits", "failed": "no_visits"},
    ),
    Pick("which_point", items="points", gives="point", to="point", back="main"),
    Do(
        "point",
        "point",
        {
            "open": "point_intro",
            "adviser": "adviser_first",
            "none": "no_visits",
            "failed": "no_visits",
        },
    ),
    Menu(
        "point_intro",
        keys=(
            Key("1", "time", to="any_times"),
            Key("2", "callback", to="number_to_call", sets=wish("callback")),
        ),
        back="main",
    ),
    Menu("adviser_first", keys=(CALL_ME,), back="main"),
)

_NONE_FREE: Final = (
    Do(
        "any_times",
        "any_times",
        {
            "some": "number_to_call",
            "no_phone_times": "no_phone_times",
            "no_visits": "no_visits",
            "failed": "times_trouble",
        },
    ),
    Menu("no_phone_times", keys=(CALL_ME,), back="main"),
    Menu(
        "no_visits",
        keys=(
            CALL_ME,
            Key(
                "2",
                "phone_time",
                to="any_times",
                when="phone_times",
                sets=wish("phone_time"),
            ),
            Key("3", "other_point", to="which_point", when="points"),
        ),
        back="main",
    ),
)

_TIMES: Final = {
    "few": "times",
    "many": "part",
    "no_phone_times": "no_phone_times",
    "no_visits": "no_visits",
    "none_to_move": "none_to_move",
    "failed": "times_trouble",
}

_CHOICE: Final = (
    Do(
        "closed_before",
        "closed_before",
        {"named": "closed_days", "none": "find_times", "failed": "find_times"},
    ),
    Say("closed_days", to="find_times"),
    Do("find_times", "find_times", _TIMES, args={"part": ""}),
    Do("find_part", "find_times", _TIMES),
    Menu(
        "part",
        keys=(
            Key("1", "soonest", to="find_part", sets={"part": "any"}),
            Key("2", "morning", to="find_part", sets={"part": "morning"}),
            Key("3", "afternoon", to="find_part", sets={"part": "afternoon"}),
        ),
        back="turned_back",
    ),
    Pick("times", items="times", gives="time", to="hold", back="turned_back"),
    Do(
        "hold",
        "hold_time",
        {
            "phone_time": "phone_time_right",
            "visit": "visit_right",
            "taken": "taken",
            "failed": "times_trouble",
        },
    ),
    Say("taken", to="find_times"),
    Menu(
        "phone_time_right",
        keys=(Key("1", "yes", to="book"), Key("2", "other", to="find_times")),
        back="turned_back",
    ),
    Menu(
        "visit_right",
        keys=(Key("1", "yes", to="book"), Key("2", "other", to="find_times")),
        back="turned_back",
    ),
    Say("none_to_move", to="turned_back"),
    Do(
        "turned_back",
        "turn_back",
        {"anew": "main", "moving": "old_stands", "displaced": "still_owed", "failed": "main"},
    ),
    Say("old_stands", to="main"),
    Say("still_owed", to="main"),
)

_BOOKED: Final = (
    Do(
        "book",
        "book_time",
        {
            "phone_time": "phone_time_told",
            "visit": "visit_told",
            "moved": "moved",
            "gone": "own_gone",
            "taken": "taken",
            "limit": "times_limit",
            "refused": "times_refused",
            "failed": "times_trouble",
        },
    ),
    Say("phone_time_told", to="tell_code"),
    Say("visit_told", to="tell_code"),
    Do(
        "tell_code",
        "told_by",
        {
            "text": "texted",
            "code": "code_told",
            "reference": "reference_told",
            "failed": "goodbye",
        },
    ),
    End("texted"),
    Menu(
        "code_told",
        keys=(Key("1", "again", to="code_told"), Key("2", "main", to="main")),
        silence="goodbye",
        give_up="goodbye",
    ),
    Menu(
        "reference_told",
        keys=(Key("1", "again", to="reference_told"), Key("2", "main", to="main")),
        silence="goodbye",
        give_up="goodbye",
    ),
    End("moved"),
    Menu("times_limit", keys=(Key("1", "own", to="proof_awaited", sets=wish("")),), back="main"),
    Menu("times_refused", keys=(Key("1", "other", to="number"),), back="main"),
    End("times_trouble"),
)

BOOKING: Final = (*_POINT, *_NONE_FREE, *_CHOICE, *_BOOKED)
