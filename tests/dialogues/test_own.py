"""Key 4: what is booked or asked for is heard, moved and cancelled by those who may."""

import pytest

from flows.engine.walk import Walk
from tests.dialogues.calls import citizen, turn_out, words

# --- on the phone whose number it is ---


@pytest.mark.parametrize(
    ("has", "step"),
    [
        ("phone_time", "own_phone_time"),
        ("visit", "own_visit"),
        ("displaced", "own_displaced"),
        ("request", "own_request"),
        ("calling", "calling"),
        ("none", "own_none"),
    ],
)
def test_the_shown_number_hears_what_it_has_without_a_code(has: str, step: str) -> None:
    call = citizen(own=has).press("1", "4")

    call.at(step).never_asked_for("check_code").never_asked_for("check_reference")


def test_of_several_things_one_is_chosen() -> None:
    call = citizen(own="several").press("1", "4").at("own_which")

    call.press("2").asked_for("own_one", thing=1).at("own_visit")


def test_what_is_gone_meanwhile_is_told() -> None:
    call = citizen(own="several", own_one="gone").press("1", "4", "1")

    call.said("caller.own_gone").at("main")


def test_a_phone_time_moves_with_its_code() -> None:
    call = citizen(book_time="moved").press("1", "4", "1").at("own_code")

    call.press("4071").asked_for("check_code", keyed="4071").at("times")
    call.press("1").at("phone_time_right").press("1")

    call.asked_for("book_time", booking=1).said("caller.moved").ended()


def test_a_booking_is_cancelled_with_its_code_after_a_question() -> None:
    call = citizen().press("1", "4", "2", "4071").at("own_sure").never_asked_for("cancel_booking")

    call.press("1").asked_for("cancel_booking", booking=1).said("caller.own_cancelled")

    call.wait().said("caller.goodbye").ended()


@pytest.mark.parametrize("answer", ["2", None])
def test_who_does_not_say_yes_keeps_the_booking(answer: str | None) -> None:
    call = citizen().press("1", "4", "2", "4071")

    call.press(answer) if answer else call.wait(2)

    call.said("caller.own_kept").never_asked_for("cancel_booking").ended()


def test_one_right_code_is_enough_for_a_call() -> None:
    call = citizen(may_change="proved").press("1", "4", "1")

    call.never_asked_for("check_code").at("times")


def test_what_was_booked_by_eight_digits_is_changed_with_them_alone() -> None:
    citizen(may_change="reference").press("1", "4", "1").at("reference")


def test_a_time_that_we_took_back_is_replaced_or_given_up() -> None:
    call = citizen(own="displaced").press("1", "4").said("caller.own_displaced")

    call.press("1", "4071").at("times")


def test_a_request_is_kept_or_cancelled_as_ever() -> None:
    call = citizen(own="request").press("1", "4").at("own_request")

    call.press("2").at("cancel_sure").press("1")

    call.asked_for("cancel_request", request="").said("caller.cancelled")


def test_a_request_may_be_kept_and_that_ends_the_call() -> None:
    citizen(own="request").press("1", "4", "1").said("caller.kept").ended()


@pytest.mark.parametrize(
    ("has", "keys"), [("phone_time", "3"), ("visit", "3"), ("request", "3"), ("none", "1")]
)
def test_what_is_booked_for_another_number_is_found_by_eight_digits(has: str, keys: str) -> None:
    call = citizen(own=has).press("1", "4", keys).at("reference")

    call.press("40710059").asked_for("check_reference", keyed="40710059").at("own_phone_time")


# --- the old time stands until the new one is stored ---


def moving(**outcomes: str) -> Walk:
    """A caller with the right code, who is offered other times."""
    call = citizen(turn_back="moving", book_time="moved", **outcomes)
    return call.press("1", "4", "1", "4071")


@pytest.mark.parametrize("keys", [("*",), ("1", "*")])
def test_turning_back_from_moving_leaves_the_old_time(keys: tuple[str, ...]) -> None:
    call = moving().press(*keys)

    call.said("caller.old_stands").at("main").never_asked_for("book_time")


def test_turning_back_from_what_we_took_away_promises_no_old_time() -> None:
    call = moving(own="displaced")

    turn_out(call, turn_back="displaced").press("*")

    call.said("caller.still_owed").at("main")


def test_without_another_time_the_old_one_stands() -> None:
    call = moving(find_times="none_to_move")

    call.said("caller.none_to_move", "caller.old_stands").at("main")


def test_a_time_taken_meanwhile_leads_to_a_fresh_offer_in_a_move_too() -> None:
    call = moving()

    turn_out(call, book_time="taken").press("1", "1")

    call.said("caller.taken").at("times").asked_for("find_times", booking=1)


def test_what_has_ended_meanwhile_is_not_moved() -> None:
    call = moving()

    turn_out(call, book_time="gone").press("1", "1")

    call.said("caller.own_gone").at("main")


# --- from any other phone ---


@pytest.mark.parametrize(
    ("found", "step"),
    [
        ("phone_time", "own_phone_time"),
        ("visit", "own_visit"),
        ("displaced", "own_displaced"),
        ("request", "own_request"),
        ("calling", "calling"),
    ],
)
def test_from_another_phone_eight_digits_lead_to_all_of_it(found: str, step: str) -> None:
    call = citizen(own="withheld", check_reference=found).press("1", "4").at("reference")

    call.press("40710059").at(step)


def test_eight_digits_are_enough_to_cancel() -> None:
    call = citizen(own="withheld", may_change="proved").press("1", "4", "40710059")

    call.press("2").at("own_sure").press("1")

    call.asked_for("cancel_booking", booking=1).never_asked_for("check_code")


def test_a_request_that_eight_digits_found_is_cancelled_and_not_that_of_the_caller() -> None:
    call = citizen(own="withheld", check_reference="request")
    call.when("check_reference", "request", request=7, eta="tänään")

    call.press("1", "4", "40710059", "2", "1")

    call.asked_for("cancel_request", request=7)


def test_after_a_request_was_found_the_standing_one_of_the_shown_number_is_meant_again() -> None:
    call = citizen(own="none").press("1", "4", "1")
    call.when("check_reference", "request", request=7, eta="tänään").press("40710059", "3")

    turn_out(call, request_callback="standing").press("#", "1", "1").at("standing")
    call.press("2", "1")

    call.asked_for("cancel_request", request="")


# --- wrong and lost codes ---


def test_a_wrong_code_says_only_that_it_did_not_match_and_asks_again() -> None:
    call = citizen(check_code="wrong").press("1", "4", "1", "0000")

    call.said("caller.code_wrong", "caller.own_code").at("own_code")
    turn_out(call, check_code="right").press("4071").at("times")


def test_wrong_eight_digits_are_asked_for_again() -> None:
    call = citizen(own="withheld", check_reference="wrong").press("1", "4", "00000000")

    call.said("caller.reference_wrong").at("reference")


@pytest.mark.parametrize(
    "call",
    [
        pytest.param(citizen(check_code="spent").press("1", "4", "1", "0000"), id="four"),
        pytest.param(
            citizen(own="withheld", check_reference="spent").press("1", "4", "00000000"), id="eight"
        ),
    ],
)
def test_after_too_many_tries_an_adviser_calls(call: Walk) -> None:
    call.said("caller.codes_spent").at("codes_spent")

    call.press("1", "1").asked_for("request_callback").ended()


@pytest.mark.parametrize("nothing", ["", "#"])
def test_who_has_no_code_says_so_with_a_hash_and_is_called(nothing: str) -> None:
    call = citizen().press("1", "4", "1").at("own_code")

    call.press(nothing).at("code_lost").never_asked_for("check_code")

    call.press("1").at("number_right").press("1").asked_for("request_callback").ended()


def test_who_has_no_eight_digits_is_called_as_well() -> None:
    call = citizen(own="withheld").press("1", "4", "#").at("reference_lost")

    call.press("2").at("reference").press("#", "1").at("number_right")


def test_a_star_leads_back_from_a_code() -> None:
    citizen().press("1", "4", "1", "*").at("main")
    citizen(own="withheld").press("1", "4", "*").at("main")


def test_a_fault_claims_that_nothing_was_changed() -> None:
    for fault in ("own", "may_change", "check_code", "cancel_booking"):
        call = citizen(**{fault: "failed"}).press("1", "4")
        for keys in ("2", "4071", "1"):
            if call.turn.state.step != "times_trouble":
                call.press(keys)
        call.at("times_trouble").ended()
        assert "eikä muutettu" in words(call)
