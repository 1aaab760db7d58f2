"""A citizen who presses nothing, or can't: a rotary telephone, a tremor, a fright."""

import pytest

from tests.dialogues.calls import citizen, languages, turn_out, words


def test_silence_in_a_menu_offers_a_callback_for_staying_on_the_line() -> None:
    call = citizen().press("1")

    call.wait(2)

    call.asked_for("may_call_unasked").said("caller.stay").at("stay")
    call.never_asked_for("request_unasked")


def test_staying_on_the_line_stores_the_request_and_tells_the_promise() -> None:
    call = citizen().press("1").wait(2)

    call.wait()

    call.asked_for("request_unasked").said("caller.told_today").ended()


def test_two_wrong_keys_count_like_two_silences() -> None:
    call = citizen().press("1")

    call.press("7", "8")

    call.said("caller.stay").at("stay")


def test_three_failed_tries_of_a_number_lead_there_too() -> None:
    call = citizen().press("1", "1", "2").at("number")

    call.wait(3)

    call.said("caller.stay").at("stay")


@pytest.mark.parametrize("keys", [("1",), ("4", "7")])
def test_keys_at_the_offer_lead_to_the_main_menu_and_store_nothing(keys: tuple[str, ...]) -> None:
    call = citizen().press("1").wait(2)

    call.press(*keys)

    call.at("main").never_asked_for("request_unasked")


@pytest.mark.parametrize("outcome", ["not_offered", "failed"])
def test_who_cannot_be_called_hears_the_callback_key_and_nothing_is_stored(outcome: str) -> None:
    call = citizen(may_call_unasked=outcome).press("1")

    call.wait(2)

    call.said("caller.leave").never_asked_for("request_unasked").ended()
    assert "paina valikossa yksi" in words(call)


@pytest.mark.parametrize(
    ("outcome", "step"),
    [
        ("later", "urgent"),
        ("standing", "kept"),
        ("calling", "calling"),
        ("limit", "urgent"),
        ("refused", "refused"),
        ("not_taken", "not_taken"),
        ("failed", "trouble"),
    ],
)
def test_what_became_of_staying_is_told_as_after_keys(outcome: str, step: str) -> None:
    call = citizen(request_unasked=outcome).press("1").wait(2)

    call.wait()

    call.at(step)


# --- no language was chosen ---


def test_without_a_language_the_offer_is_made_in_all_of_them() -> None:
    call = citizen()

    call.wait(2)

    call.at("stay_any").said("caller.stay_any", "caller.stay_any.sv", "caller.stay_any.en")
    assert languages(call) == {"fi", "sv", "en"}


def test_without_a_language_staying_stores_a_request_and_tells_it_in_all() -> None:
    call = citizen().wait(2)

    call.wait()

    call.asked_for("request_unasked").said("caller.told_any").at("stored_any")
    assert languages(call) == {"fi", "sv", "en"}
    call.wait().said("caller.goodbye").ended()


def test_without_a_language_the_urgent_advice_follows_a_later_promise() -> None:
    call = citizen(request_unasked="later").wait(2)

    call.wait()

    call.said("caller.told_later_any").at("stored_any")
    assert "yksi yksi kaksi" in words(call)


def test_a_language_pressed_at_the_offer_stores_nothing_and_goes_on() -> None:
    call = citizen().wait(2)

    call.press("2")

    call.at("main").never_asked_for("request_unasked")
    assert languages(call) == {"sv"}


def test_a_language_pressed_after_storing_finds_the_request() -> None:
    call = citizen().wait(3).at("stored_any")

    turn_out(call, look_up="standing").press("3")

    call.at("standing").said("caller.standing")
    assert languages(call) == {"en"}


@pytest.mark.parametrize("outcome", ["not_offered", "failed"])
def test_without_a_language_who_cannot_be_called_hears_the_keys_in_all(outcome: str) -> None:
    call = citizen(may_call_unasked=outcome)

    call.wait(2)

    call.at("leave_any").said("caller.leave_any", "caller.leave_any.fi", "caller.leave_any.en")
    call.wait().never_asked_for("request_unasked").said("caller.goodbye").ended()


@pytest.mark.parametrize("outcome", ["limit", "refused", "not_taken", "failed"])
def test_without_a_language_a_request_not_stored_is_not_promised(outcome: str) -> None:
    call = citizen(request_unasked=outcome).wait(2)

    call.wait()

    call.at("leave_any")
    assert "soitamme sinulle arviolta" not in words(call)


def test_the_keys_named_at_the_polite_end_lead_to_a_callback() -> None:
    call = citizen(may_call_unasked="not_offered").wait(2).at("leave_any")

    call.press("1", "1", "1")

    call.asked_for("request_callback").ended()
