"""Key 4: what a citizen has booked or asked for, to be heard, moved or cancelled.

Whoever has been asked on a page to ring us keys the six digits here that the page shows.

On the phone whose number it is, the network vouches for hearing it, and four digits for changing
a time. On any other phone eight digits vouch for all of it. A wrong code tells nothing.
"""

from typing import Final

from flows.dialogues.number import CALL_ME
from flows.engine.steps import Code, Do, End, Key, Menu, Pick, Say

CODE_DIGITS: Final = 4
REFERENCE_DIGITS: Final = 8
PROOF_DIGITS: Final = 6

_CHANGE: Final = (
    Key("1", "move", to="may_change", sets={"change": "move"}),
    Key("2", "cancel", to="may_change", sets={"change": "cancel"}),
)
_OTHER: Final = Key("3", "other", to="reference")

_FOUND: Final = {
    "phone_time": "own_phone_time",
    "visit": "own_visit",
    "displaced": "own_displaced",
    "request": "own_request",
    "calling": "calling",
}

_PROOF: Final = (
    Do(
        "proof_awaited",
        "proof_awaited",
        {"awaited": "proof", "withheld": "proof_withheld", "none": "own", "failed": "own"},
    ),
    Say("proof_withheld", to="own"),
    Code(
        "proof",
        digits=PROOF_DIGITS,
        gives="keyed",
        to="check_proof",
        back="main",
        silence="own",
        give_up="own",
    ),
    Do(
        "check_proof",
        "check_proof",
        {
            "right": "proof_right",
            "wrong": "proof_wrong",
            "spent": "proof_spent",
            "failed": "times_trouble",
        },
    ),
    Say("proof_wrong", to="proof"),
    Say("proof_spent", to="own"),
    End("proof_right"),
)

_HEARD: Final = (
    Do(
        "own",
        "own",
        {
            **_FOUND,
            "several": "own_which",
            "none": "own_none",
            "withheld": "reference",
            "failed": "times_trouble",
        },
    ),
    Menu("own_none", keys=(Key("1", "reference", to="reference"),), back="main"),
    Pick("own_which", items="things", gives="thing", to="own_one", back="main"),
    Do(
        "own_one",
        "own_one",
        {**_FOUND, "reference": "reference", "gone": "own_gone", "failed": "times_trouble"},
    ),
    Menu("own_phone_time", keys=(*_CHANGE, _OTHER), back="main"),
    Menu("own_visit", keys=(*_CHANGE, _OTHER), back="main"),
    Menu("own_displaced", keys=(*_CHANGE, _OTHER), back="main"),
    Menu(
        "own_request",
        keys=(
            Key("1", "keep", to="kept"),
            Key("2", "cancel_found", to="cancel_sure"),
            _OTHER,
        ),
        back="main",
        give_up="kept",
    ),
    Say("own_gone", to="main"),
)

_PROVED: Final = (
    Do(
        "may_change",
        "may_change",
        {
            "proved": "change",
            "code": "own_code",
            "reference": "reference",
            "failed": "times_trouble",
        },
    ),
    Code(
        "own_code",
        digits=CODE_DIGITS,
        gives="keyed",
        to="check_code",
        back="main",
        silence="code_lost",
        give_up="code_lost",
    ),
    Do(
        "check_code",
        "check_code",
        {
            "right": "change",
            "wrong": "code_wrong",
            "spent": "codes_spent",
            "failed": "times_trouble",
        },
    ),
    Say("code_wrong", to="own_code"),
    Menu("code_lost", keys=(CALL_ME, Key("2", "again", to="own_code")), back="main"),
    Code(
        "reference",
        digits=REFERENCE_DIGITS,
        gives="keyed",
        to="check_reference",
        back="main",
        silence="reference_lost",
        give_up="reference_lost",
    ),
    Do(
        "check_reference",
        "check_reference",
        {
            **_FOUND,
            "gone": "own_gone",
            "wrong": "reference_wrong",
            "spent": "codes_spent",
            "failed": "times_trouble",
        },
    ),
    Say("reference_wrong", to="reference"),
    Menu("reference_lost", keys=(CALL_ME, Key("2", "again", to="reference")), back="main"),
    Menu("codes_spent", keys=(CALL_ME,), back="main"),
)

_CHANGED: Final = (
    Do(
        "change",
        "change",
        {"move": "closed_before", "cancel": "own_sure", "failed": "times_trouble"},
    ),
    Menu(
        "own_sure",
        keys=(Key("1", "cancel", to="own_cancel"), Key("2", "keep", to="own_kept")),
        give_up="own_kept",
    ),
    Do(
        "own_cancel",
        "cancel_booking",
        {"cancelled": "own_cancelled", "gone": "own_gone", "failed": "times_trouble"},
    ),
    Say("own_cancelled", to="own_next"),
    Menu("own_next", keys=(Key("1", "main", to="main"),), silence="goodbye"),
    End("own_kept"),
)

OWN: Final = (*_PROOF, *_HEARD, *_PROVED, *_CHANGED)
