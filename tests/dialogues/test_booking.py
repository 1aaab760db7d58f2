"""Keys 2 and 3: a phone time or a visit is offered, read back, booked, and told."""

import pytest

from tests.dialogues.calls import citizen, turn_out, words

# --- a phone time ---


def test_pressing_one_all_the_way_books_the_first_free_time_for_the_shown_number() -> None:
    call = citizen(find_times="many").press("1", "2").at("number_right")

    call.press("1").at("part")
    turn_out(call, find_times="few").press("1").at("times")
    call.press("1").asked_for("hold_time", time=0).at("phone_time_right")
    call.press("1").asked_for("book_time", held=1, number="", booking="").ended()

    call.said("caller.phone_time_told", "caller.texted")


def test_few_times_are_offered_at_once() -> None:
    citizen().press("1", "2", "1").at("times").said("caller.times", "keys.more", "keys.back")


@pytest.mark.parametrize(("key", "part"), [("1", "any"), ("2", "morning"), ("3", "afternoon")])
def test_of_many_times_a_part_of_the_day_is_chosen_first(key: str, part: str) -> None:
    call = citizen(find_times="many").press("1", "2", "1").at("part")

    turn_out(call, find_times="few").press(key)

    call.asked_for("find_times", part=part).at("times")


def test_three_times_are_read_out_and_eight_reads_on() -> None:
    call = citizen().press("1", "2", "1").at("times")

    call.press("8", "2").asked_for("hold_time", time=4)


def test_the_chosen_time_is_read_back_before_it_is_booked() -> None:
    call = citizen().press("1", "2", "1", "1").at("phone_time_right")

    call.never_asked_for("book_time")
    assert words(call).startswith("Puhelinaika ")


def test_another_time_is_offered_anew() -> None:
    call = citizen().press("1", "2", "1", "1")

    call.press("2").asked_for("find_times", part="").at("times").never_asked_for("book_time")


@pytest.mark.parametrize("where", ["hold_time", "book_time"])
def test_a_time_that_somebody_else_took_meanwhile_leads_to_a_fresh_offer(where: str) -> None:
    call = citizen(**{where: "taken"}).press("1", "2", "1", "1")

    if where == "book_time":
        call.press("1")

    call.said("caller.taken", "caller.times").at("times")


def test_it_is_told_once_which_days_with_a_name_come_before_the_first_free_time() -> None:
    call = citizen(closed_before="named").press("1", "2", "1")

    call.said("caller.closed_days", "caller.times").at("times")
    call.press("1", "2").at("times")
    assert "Huomaa" not in words(call)


def test_where_no_time_is_free_that_is_said_before_a_number_is_asked_for() -> None:
    call = citizen(any_times="no_phone_times").press("1", "2")

    call.said("caller.no_phone_times").at("no_phone_times").never_asked_for("number_to_call")


def test_who_finds_no_time_may_be_called_instead() -> None:
    call = citizen(any_times="no_phone_times").press("1", "2")

    call.press("1").at("number_right").press("1")

    call.asked_for("request_callback", number="").said("caller.told_today").ended()


def test_a_star_leads_back_to_the_menu_and_books_nothing() -> None:
    for keys in (("2", "*"), ("2", "1", "*"), ("2", "1", "1", "*")):
        call = citizen().press("1", *keys)

        call.at("main").never_asked_for("book_time")


def test_who_types_a_number_hears_eight_digits_twice_and_may_hear_them_again() -> None:
    call = citizen(number_to_call="withheld", told_by="reference").press("1", "2")

    call.press("0401234567#", "1", "1", "1")

    call.asked_for("book_time", number="+3584576543210")
    call.said("caller.phone_time_told", "caller.reference_told").at("reference_told")
    assert words(call).count("kahdeksan kahdeksan, kahdeksan kahdeksan") == 4
    call.press("1").said("caller.reference_told")
    call.wait().said("caller.goodbye").ended()


def test_a_shown_number_that_takes_no_texts_hears_the_code() -> None:
    call = citizen(told_by="code").press("1", "2", "1", "1", "1")

    call.said("caller.phone_time_told", "caller.code_told").at("code_told")
    call.press("2").at("main")


def test_who_has_booked_as_much_as_may_be_hears_what_is_booked() -> None:
    call = citizen(book_time="limit").press("1", "2", "1", "1", "1").at("times_limit")

    call.press("1").asked_for("own").at("own_phone_time")


def test_a_number_for_which_nothing_can_be_booked_leads_to_another_one() -> None:
    call = citizen(book_time="refused").press("1", "2", "1", "1", "1").at("times_refused")

    turn_out(call, book_time="phone_time").press("1", "0501234567#", "1", "1", "1")

    call.asked_for("book_time", number="+3584576543210").said("caller.phone_time_told")


@pytest.mark.parametrize("fault", ["any_times", "find_times", "hold_time", "book_time"])
def test_a_fault_claims_that_nothing_was_booked(fault: str) -> None:
    call = citizen(**{fault: "failed"}).press("1", "2")

    while call.turn.state.step != "times_trouble":
        call.press("1")

    call.ended()
    assert "Mitään ei varattu" in words(call)


def test_a_fault_in_the_look_up_of_closed_days_keeps_nobody_from_a_time() -> None:
    citizen(closed_before="failed").press("1", "2", "1").at("times")


# --- a visit ---


def test_the_only_service_point_is_told_at_once_with_the_way_by_phone() -> None:
    call = citizen().press("1", "3")

    call.asked_for("point", point="kuhmo").at("point_intro")
    assert "myös puhelimessa" in words(call)


def test_pressing_one_all_the_way_books_a_visit() -> None:
    call = citizen(hold_time="visit", book_time="visit").press("1", "3", "1").at("visitor_right")

    call.press("1", "1").at("visit_right").press("1")

    call.said("caller.visit_told", "caller.texted").ended()
    assert "Ota mukaan henkilötodistus" in words(call)


def test_of_several_points_one_is_chosen() -> None:
    call = citizen(points="several").press("1", "3").at("which_point")

    call.press("2").asked_for("point", point=1).at("point_intro")


def test_who_hears_of_the_phone_may_be_called_instead_of_coming() -> None:
    call = citizen().press("1", "3").at("point_intro")

    call.press("2").at("number_right").press("1")

    call.asked_for("request_callback", number="").ended()


def test_where_an_adviser_books_only_a_call_is_offered() -> None:
    call = citizen(point="adviser").press("1", "3").at("adviser_first")

    call.press("1", "1").asked_for("request_callback").never_asked_for("any_times")


def test_without_a_free_visit_a_call_or_a_phone_time_is_offered() -> None:
    call = citizen(any_times="no_visits").press("1", "3", "1").at("no_visits")
    assert set(call.turn.state.offered) == {"1", "2"}

    turn_out(call, any_times="some").press("2", "1", "1", "1")

    call.asked_for("any_times", purpose="phone_time", point="").said("caller.phone_time_told")


def test_without_a_free_visit_another_point_is_offered_where_there_are_several() -> None:
    call = citizen(points="several", any_times="no_visits").press("1", "3", "1", "1")

    call.press("3").at("which_point")


def test_without_phone_times_they_are_not_offered_instead_of_a_visit() -> None:
    call = citizen(any_times="no_visits").when("on_offer", "known", phone_times=False, visits=True)

    call.press("1", "3", "1").at("no_visits")

    assert set(call.turn.state.offered) == {"1"}


@pytest.mark.parametrize("outcome", ["none", "failed"])
def test_a_point_that_is_gone_meanwhile_is_like_one_without_a_free_time(outcome: str) -> None:
    citizen(point=outcome).press("1", "3").at("no_visits")


# --- nothing that was begun leaks into what is begun next ---


def test_a_number_typed_for_one_thing_is_not_kept_for_another() -> None:
    call = citizen(number_to_call="withheld", find_times="no_phone_times")
    call.press("1", "2", "0401234567#", "1").at("no_phone_times")

    turn_out(call, number_to_call="shown").press("1", "1")

    call.asked_for("request_callback", number="")


def test_a_booking_that_was_found_is_not_moved_by_booking_anew() -> None:
    call = citizen().press("1", "4").at("own_phone_time").press("*").at("main")

    call.press("2", "1", "1", "1")

    call.asked_for("find_times", booking="").asked_for("book_time", booking="")
