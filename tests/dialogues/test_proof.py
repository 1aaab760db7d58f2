"""Key 4 of whoever is asked for it by a page: six digits prove the number that is shown."""

from tests.dialogues.calls import citizen, turn_out


def test_nobody_is_asked_for_digits_unless_a_page_waits_for_them() -> None:
    citizen().press("1", "4").never_asked_for("check_proof").at("own_phone_time")


def test_six_digits_prove_the_number_and_the_page_goes_on() -> None:
    call = citizen(proof_awaited="awaited").press("1", "4").at("proof")

    call.press("123456").asked_for("check_proof", keyed="123456").said("caller.proof_right").ended()


def test_wrong_digits_are_keyed_again() -> None:
    call = citizen(proof_awaited="awaited", check_proof="wrong").press("1", "4", "111111")

    call.said("caller.proof_wrong").at("proof")
    turn_out(call, check_proof="right").press("123456").said("caller.proof_right").ended()


def test_who_has_tried_too_often_hears_what_is_hers_all_the_same() -> None:
    call = citizen(proof_awaited="awaited", check_proof="spent").press("1", "4", "111111")

    call.said("caller.proof_spent").at("own_phone_time")


def test_who_keys_nothing_came_for_something_else() -> None:
    citizen(proof_awaited="awaited").press("1", "4", "").at("own_phone_time")


def test_a_telephone_that_shows_no_number_proves_none() -> None:
    call = citizen(proof_awaited="withheld", own="withheld").press("1", "4")

    call.said("caller.proof_withheld").at("reference")
