"""A citizen whom we know by the shown number: a request that stands, or a call that was missed."""

import pytest

from tests.dialogues.calls import citizen

# --- a standing request ---


def test_a_caller_with_a_request_hears_it_first() -> None:
    call = citizen(look_up="standing")

    call.press("1")

    call.at("standing").said("caller.standing", "caller.standing.keep", "caller.standing.cancel")


def test_keeping_the_request_changes_nothing() -> None:
    call = citizen(look_up="standing")

    call.press("1", "1")

    call.never_asked_for("cancel_request").said("caller.kept").ended()


def test_cancelling_the_request_is_asked_again_and_done() -> None:
    call = citizen(look_up="standing")

    call.press("1", "2").at("cancel_sure").never_asked_for("cancel_request")
    call.press("1")

    call.asked_for("cancel_request").said("caller.cancelled").at("cancelled_next")


def test_who_does_not_want_to_cancel_after_all_keeps_the_request() -> None:
    call = citizen(look_up="standing")

    call.press("1", "2", "2")

    call.never_asked_for("cancel_request").said("caller.kept").ended()


def test_silence_at_a_standing_request_keeps_it() -> None:
    call = citizen(look_up="standing").press("1")

    call.wait(2)

    call.never_asked_for("cancel_request").never_asked_for("may_call_unasked")
    call.said("caller.kept").ended()


def test_a_star_at_a_standing_request_leads_to_the_main_menu() -> None:
    call = citizen(look_up="standing")

    call.press("1", "*")

    call.at("main")


@pytest.mark.parametrize(
    ("cancelling", "step"),
    [
        ("calling", "calling"),  # an agent has just been put through
        ("none", "cancelled_next"),  # it has been dealt with meanwhile
        ("failed", "not_cancelled"),
    ],
)
def test_what_became_of_cancelling_is_told_as_it_is(cancelling: str, step: str) -> None:
    call = citizen(look_up="standing", cancel_request=cancelling)

    call.press("1", "2", "1")

    call.at(step)


def test_after_cancelling_silence_ends_the_call_and_asks_for_nothing() -> None:
    call = citizen(look_up="standing").press("1", "2", "1")

    call.wait()

    call.never_asked_for("request_callback").never_asked_for("may_call_unasked").ended()


def test_after_cancelling_another_number_may_be_given() -> None:
    call = citizen(look_up="standing").press("1", "2", "1")

    call.press("1", "2", "0501234567#", "1")

    call.asked_for("request_callback", number="+3584576543210").ended()


def test_a_caller_whom_we_are_calling_is_asked_to_hang_up() -> None:
    call = citizen(look_up="calling")

    call.press("1")

    call.said("caller.calling").ended()


# --- a call that was missed ---


def test_a_caller_whom_we_missed_gets_the_old_place_back_with_one_key() -> None:
    call = citizen(look_up="missed").press("1").at("missed")

    call.press("1")

    call.asked_for("request_callback", place="kept", number=None).said("caller.told_today").ended()


def test_a_caller_whom_we_missed_may_go_on_to_the_main_menu() -> None:
    call = citizen(look_up="missed")

    call.press("1", "2").at("main")

    call.press("1", "1").asked_for("request_callback", place=None)


# --- a call that was missed, with another one to come ---


def test_a_caller_who_rings_back_after_a_miss_is_called_sooner_with_one_key() -> None:
    call = citizen(look_up="tried").press("1").at("tried")

    call.press("1")

    call.asked_for("call_sooner").said("caller.told_today").ended()


def test_a_caller_who_rings_back_may_cancel_after_a_question() -> None:
    call = citizen(look_up="tried").press("1", "2").at("cancel_sure")

    call.press("1").asked_for("cancel_request")


def test_a_caller_who_rings_back_and_says_nothing_keeps_the_request() -> None:
    call = citizen(look_up="tried").press("1")

    call.wait(2).said("caller.kept").ended()


@pytest.mark.parametrize(
    ("meanwhile", "said"),
    [
        ("standing", "caller.kept"),
        ("calling", "caller.calling"),
        ("none", "caller.none_standing"),
        ("failed", "caller.kept"),
    ],
)
def test_what_has_changed_meanwhile_is_told_instead(meanwhile: str, said: str) -> None:
    call = citizen(look_up="tried", call_sooner=meanwhile).press("1")

    call.press("1").said(said)
