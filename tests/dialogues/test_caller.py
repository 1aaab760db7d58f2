"""A citizen's call: the key scripts that stay put, and everything that can come in between."""

from itertools import pairwise

import pytest

from tests.dialogues.calls import citizen, languages, turn_out, words

REQUEST_ENDS = [
    ("today", "told_today"),
    ("calling", "calling"),
    ("failed", "trouble"),
]
URGENT_ENDS = [("later", "told_later"), ("limit", "limit")]


# --- the key scripts that stay put ---


def test_three_keys_ask_for_a_callback_to_the_shown_number() -> None:
    call = citizen(number_to_call="shown")

    call.press("1", "1", "1")

    call.asked_for("request_callback", number="", place=None).said("caller.told_today").ended()


def test_another_number_is_typed_read_back_and_confirmed() -> None:
    call = citizen(number_to_call="shown")

    call.press("1", "1", "2", "0401234567#", "1")

    call.asked_for("check_number", typed="0401234567")
    call.asked_for("request_callback", number="+3584576543210").said("caller.told_today").ended()


def test_a_caller_with_a_withheld_number_goes_straight_to_typing_one() -> None:
    call = citizen(number_to_call="withheld")

    call.press("1", "1").said("caller.withheld", "caller.number")
    call.press("0401234567#").said("caller.number_right")
    call.press("1")

    call.asked_for("request_callback").said("caller.told_today").ended()


def test_a_caller_whose_number_we_may_not_call_types_another() -> None:
    call = citizen(number_to_call="refused")

    call.press("1", "1").said("caller.shown_refused", "caller.number")

    call.press("0401234567#", "1").asked_for("request_callback").ended()


# --- hanging up ---


@pytest.mark.parametrize(
    "script",
    [("1", "1", "1"), ("1", "1", "2", "0401234567#", "1"), ("2", "5", "1", "1")],
)
def test_hanging_up_before_the_last_key_stores_nothing(script: tuple[str, ...]) -> None:
    call = citizen()

    for before_last, _ in pairwise(script):
        call.press(before_last)
        call.never_asked_for("request_callback")

    call.press(script[-1]).asked_for("request_callback")


def test_a_request_is_stored_before_anything_more_is_said() -> None:
    call = citizen(request_callback="later").press("1", "1")

    call.press("1")

    call.asked_for("request_callback").said("caller.told_later", "caller.urgent").ended()


# --- languages ---


@pytest.mark.parametrize(
    ("key", "language", "hello"),
    [("1", "fi", "Päävalikko"), ("2", "sv", "Huvudmeny"), ("3", "en", "Main menu")],
)
def test_the_chosen_language_is_kept_to_the_end(key: str, language: str, hello: str) -> None:
    call = citizen()

    call.press(key)
    assert languages(call) == {language}
    assert hello in words(call)

    call.press("1")
    assert languages(call) == {language}
    call.press("1")
    assert languages(call) == {language}
    call.ended()


def test_every_language_is_offered_in_itself() -> None:
    offered = words(citizen())

    assert "Suomeksi, paina yksi." in offered
    assert "På svenska, tryck två." in offered
    assert "For English, press three." in offered


def test_a_wrong_key_at_the_choice_of_language_reads_it_again_in_all() -> None:
    call = citizen()

    call.press("7")

    call.at("language").said("error.wrong.1", "caller.language.sv", "caller.language.en")


# --- what is announced ---


@pytest.mark.parametrize(
    ("look_up", "menu"), [("new", "main"), ("standing", "standing"), ("missed", "missed")]
)
def test_an_announcement_is_said_once_after_the_language_and_before_anything_else(
    look_up: str, menu: str
) -> None:
    call = citizen(announcement="some", opening="closed", look_up=look_up).press("1")

    said = [line.prompt for line in call.turn.say]
    assert said[:3] == ["caller.announced", "caller.closed", f"caller.{menu}"]
    call.press("9")
    assert "caller.announced" not in [line.prompt for line in call.turn.say]


def test_an_announcement_costs_no_key_and_is_cut_short_by_the_keys_of_the_menu() -> None:
    call = citizen(announcement="some")

    call.press("1", "1", "1")

    call.said("caller.told_today").ended()


# --- opening hours at the beginning ---


@pytest.mark.parametrize("opening", ["short_day", "closed", "holiday", "exceptional", "uncertain"])
def test_what_is_unusual_today_is_said_before_the_menu(opening: str) -> None:
    call = citizen(opening=opening)

    call.press("1")

    call.said(f"caller.{opening}", "caller.main").at("main")


@pytest.mark.parametrize("opening", ["open", "failed"])
def test_usual_hours_go_without_saying(opening: str) -> None:
    call = citizen(opening=opening)

    call.press("1")

    assert call.turn.say[0].prompt == "caller.main"


def test_a_request_is_taken_while_closed() -> None:
    call = citizen(opening="closed", request_callback="later")

    call.press("1", "1", "1")

    call.asked_for("request_callback").said("caller.told_later", "caller.urgent").ended()


# --- what becomes of a request ---


@pytest.mark.parametrize(("outcome", "step"), REQUEST_ENDS)
def test_the_caller_hears_what_became_of_the_request(outcome: str, step: str) -> None:
    call = citizen(request_callback=outcome)

    call.press("1", "1", "1")

    call.said(f"caller.{step}").at(step).ended()


@pytest.mark.parametrize(("outcome", "step"), URGENT_ENDS)
def test_where_to_turn_at_once_follows_when_no_call_comes_today(outcome: str, step: str) -> None:
    call = citizen(request_callback=outcome)

    call.press("1", "1", "1")

    call.said(f"caller.{step}", "caller.urgent").ended()
    assert "yksi yksi kaksi" in words(call)


def test_who_finds_no_requests_taken_is_offered_times_instead_and_then_told_where_to_turn() -> None:
    call = citizen(request_callback="not_taken").press("1", "1", "1")
    call.said("caller.not_taken", "caller.not_taken.phone_time", "caller.not_taken.visit")

    call.wait().said("caller.urgent").ended()


def test_who_finds_no_requests_taken_books_by_the_keys_of_the_main_menu() -> None:
    call = citizen(request_callback="not_taken").press("1", "1", "1")

    call.press("2").asked_for("any_times", purpose="phone_time")


def test_what_can_t_be_booked_is_not_offered_where_no_requests_are_taken() -> None:
    call = citizen(request_callback="not_taken", on_offer="failed").press("1", "1", "1")

    assert set(call.turn.state.offered) == {"1"}
    call.wait().said("caller.urgent").ended()


def test_urgent_advice_is_not_given_to_those_who_are_called_today() -> None:
    call = citizen(request_callback="today")

    call.press("1", "1", "1")

    assert "yksi yksi kaksi" not in words(call)


def test_a_refused_number_leads_to_another_one() -> None:
    call = citizen(request_callback="refused").press("1", "1", "1").at("refused")

    turn_out(call.press("1").at("number"), request_callback="today")

    call.press("0401234567#", "1").said("caller.told_today").ended()


def test_silence_at_a_refused_number_ends_with_the_urgent_advice() -> None:
    call = citizen(request_callback="refused").press("1", "1", "1")

    call.wait()

    call.said("caller.urgent").ended()


def test_a_request_that_stands_already_is_told_and_may_be_cancelled() -> None:
    call = citizen(request_callback="standing")

    call.press("1", "1", "1").at("standing")

    call.press("2", "1").asked_for("cancel_request")


@pytest.mark.parametrize("action", ["number_to_call", "check_number", "request_callback"])
def test_a_fault_is_told_with_the_number_for_emergencies(action: str) -> None:
    call = citizen(**{action: "failed"})

    call.press("1", "1")
    if action != "number_to_call":
        call.press("2", "0401234567#")
    if action == "request_callback":
        call.press("1")

    call.said("caller.trouble").ended()
    assert "soita yksi yksi kaksi" in words(call)


@pytest.mark.parametrize("action", ["opening", "look_up"])
def test_a_fault_in_a_look_up_does_not_keep_anybody_from_the_menu(action: str) -> None:
    call = citizen(**{action: "failed"})

    call.press("1")

    call.at("main")


# --- typing a number ---


@pytest.mark.parametrize("why", ["invalid", "company", "foreign", "refused"])
def test_a_number_that_cannot_be_used_is_explained_and_asked_again(why: str) -> None:
    call = citizen(check_number=why).press("1", "1", "2")

    call.press("123#")

    call.said(f"caller.number_{why}", "caller.number").at("number")
    call.never_asked_for("request_callback")


def test_a_star_clears_what_was_typed_before_it() -> None:
    call = citizen().press("1", "1", "2")

    call.press("0409*0401234567#")

    call.asked_for("check_number", typed="0401234567")


def test_a_number_read_back_wrongly_may_be_typed_again() -> None:
    call = citizen().press("1", "1", "2", "0401234560#").at("number_right")

    call.press("2", "0401234567#").asked_for("check_number", typed="0401234567")

    call.press("1").asked_for("request_callback")


def test_going_back_to_the_menu_forgets_a_typed_number() -> None:
    call = citizen().press("1", "1", "2", "0401234567#").at("number_right")

    call.press("*").at("main").knows(number=None)

    call.press("1", "1").asked_for("request_callback", number="")


# --- hours, and listening again ---


def test_hours_and_price_are_told_and_the_menu_follows() -> None:
    call = citizen()

    call.press("1", "5")

    call.said("caller.hours_told", "caller.main").at("main")
    assert "Tästä puhelusta maksat liittymäsi hinnan." in words(call)


def test_hours_that_cannot_be_told_are_no_dead_end() -> None:
    call = citizen(hours="failed")

    call.press("1", "5")

    call.said("caller.hours_unknown").at("main")


def test_listening_again_is_free_and_never_an_error() -> None:
    call = citizen().press("1")

    call.press(*"99999")

    call.at("main").said("caller.main", "caller.main.callback", "keys.repeat")
    assert not [line for line in call.turn.say if line.prompt.startswith("error.")]


def test_every_key_that_works_is_announced() -> None:
    call = citizen().press("1")

    assert set(call.turn.state.offered) == {"1", "2", "3", "4", "5"}


@pytest.mark.parametrize("key", ["2", "3", "0"])
def test_keys_of_what_does_not_work_are_neither_announced_nor_taken(key: str) -> None:
    call = citizen(on_offer="failed").press("1")
    announced = set(call.turn.state.offered)

    call.press(key)

    assert announced == {"1", "4", "5"}
    call.at("main").said("error.wrong.1")


# --- who types a number is told eight digits ---


def test_after_typing_a_number_eight_digits_are_told_and_the_call_ends_by_itself() -> None:
    call = citizen(number_to_call="withheld", request_callback="today_referred")

    call.press("1", "1", "0401234567#", "1")

    call.said("caller.told_today_referred", "caller.reference_told").at("reference_told")
    call.wait().said("caller.goodbye").ended()


def test_where_to_turn_at_once_is_told_before_the_eight_digits() -> None:
    call = citizen(number_to_call="withheld", request_callback="later_referred")

    call.press("1", "1", "0401234567#", "1")

    call.said("caller.told_later_referred", "caller.urgent_first", "caller.reference_told")
