"""The way of a citizen who presses nothing, or can't: staying on the line is asking for a call.

Part of the caller's dialogue, once in the chosen language and once for those who chose none.
"""

from collections.abc import Mapping
from typing import Final

from flows.engine.steps import Do, End, Key, Menu, Say, Step

LANGUAGE_KEYS: Final = (
    Key("1", "fi", to="on_offer", sets={"language": "fi"}),
    Key("2", "sv", to="on_offer", sets={"language": "sv"}),
    Key("3", "en", to="on_offer", sets={"language": "en"}),
)
"""The choice of a language; wherever it is made, the call goes on from there."""


def in_chosen_language(requested: Mapping[str, str]) -> tuple[Step, ...]:
    """The steps from `may_stay` on; `requested` is where the outcomes of a request lead."""
    return (
        Do(
            "may_stay",
            "may_call_unasked",
            {"offered": "stay", "not_offered": "leave", "failed": "leave"},
        ),
        Menu(
            "stay",
            keys=(Key("1", "main", to="main"),),
            silence="request_unasked",
            give_up="main",
        ),
        Do("request_unasked", "request_unasked", requested),
        End("leave"),
    )


def in_any_language() -> tuple[Step, ...]:
    """The steps from `may_stay_any` on, said in every language, each cut short by its key.

    A language chosen here leads back into the call, which then finds the stored request.
    """
    return (
        Do(
            "may_stay_any",
            "may_call_unasked",
            {"offered": "stay_any", "not_offered": "leave_any", "failed": "leave_any"},
        ),
        Menu("stay_any", LANGUAGE_KEYS, silence="request_any", give_up="leave_any"),
        Do(
            "request_any",
            "request_unasked",
            {
                "today": "told_any",
                "later": "told_later_any",
                "standing": "told_any",
                "calling": "stored_any",
                "limit": "leave_any",
                "refused": "leave_any",
                "not_taken": "leave_any",
                "failed": "leave_any",
            },
        ),
        Say("told_any", to="stored_any"),
        Say("told_later_any", to="stored_any"),
        Menu("stored_any", LANGUAGE_KEYS, silence="goodbye", give_up="goodbye"),
        Menu("leave_any", LANGUAGE_KEYS, silence="goodbye", give_up="goodbye"),
    )
