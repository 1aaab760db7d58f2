"""The call to an agent: an offer, a conversation, its outcome."""

import pytest

from tests.dialogues.calls import agent, turn_out, words

OFFERS = ["offered", "late", "booked", "booked_late"]
OUTCOME_KEYS = [
    (("1",), "done"),
    (("2", "1"), "later_hour"),
    (("2", "2"), "later_morning"),
    (("2", "3"), "later_afternoon"),
    (("3",), "not_reached"),
    (("4",), "wrong_number"),
    (("5",), "cut_off"),
    (("6",), "visit"),
]


# --- the offer ---


def test_an_offer_tells_line_language_time_promise_and_tries_and_never_the_number() -> None:
    call = agent(offer="offered")

    call.at("offered").said("agent.offered", "agent.offered.accept", "agent.offered.pass")
    heard = words(call)
    for told in ("Takaisinsoitto", "linja", "englanti", "Pyydetty", "Luvattu", "neljäs yritys"):
        assert told in heard
    assert "nolla neljä viisi" not in heard


def test_a_late_offer_tells_by_how_much() -> None:
    call = agent(offer="late")

    call.at("late")
    assert "Myöhässä kaksikymmentäkolme tuntia." in words(call)


def test_a_booked_phone_time_is_offered_by_its_minute() -> None:
    call = agent(offer="booked")

    call.at("booked").said("agent.booked", "agent.booked.accept", "agent.booked.pass")
    heard = words(call)
    for told in ("Varattu puhelinaika", "linja", "englanti", "Sovittu", "kello", "neljäs yritys"):
        assert told in heard
    assert "Pyydetty" not in heard


def test_a_booked_phone_time_that_is_late_tells_by_how_much() -> None:
    call = agent(offer="booked_late")

    call.at("booked_late")
    assert "Myöhässä kaksikymmentäkolme tuntia." in words(call)


@pytest.mark.parametrize("offer", OFFERS)
def test_one_takes_the_call_and_puts_it_through(offer: str) -> None:
    call = agent(offer=offer)

    call.press("1")

    call.asked_for("accept").said("agent.connecting").at("dial")


@pytest.mark.parametrize("offer", OFFERS)
def test_two_leaves_it_to_another(offer: str) -> None:
    call = agent(offer=offer)

    call.press("2")

    call.asked_for("pass_offer").never_asked_for("accept").said("agent.passed").ended()


def test_three_silences_end_the_offer_without_taking_or_leaving_it() -> None:
    call = agent()

    call.wait().at("undecided").wait().at("last_chance").wait()

    call.said("agent.unanswered").ended()
    call.never_asked_for("accept").never_asked_for("pass_offer")


@pytest.mark.parametrize("offer", [*OFFERS, "undecided", "last_chance"])
def test_an_offer_taken_at_the_desk_is_put_through_without_a_key(offer: str) -> None:
    waits = {"undecided": 1, "last_chance": 2}.get(offer, 0)
    call = agent(offer=offer if not waits else "offered").wait(waits).at(offer)

    turn_out(call, glance="accepted").wait()

    call.asked_for("accept").said("agent.connecting").at("dial")


def test_an_offer_taken_before_the_telephone_was_lifted_is_not_read_out() -> None:
    agent(offer="accepted").asked_for("accept").said("agent.connecting").at("dial")


def test_a_key_is_heard_while_the_desk_is_looked_at() -> None:
    agent().wait(2).press("1").asked_for("accept").at("dial")
    agent().wait(1).press("2").asked_for("pass_offer").said("agent.passed").ended()


@pytest.mark.parametrize("ended", ["passed", "cancelled", "taken"])
def test_what_is_no_more_on_offer_is_told_as_soon_as_it_is_seen(ended: str) -> None:
    call = agent()

    turn_out(call, glance=ended).wait()

    assert [line.prompt for line in call.turn.say] == [f"agent.{ended}"]
    call.ended().never_asked_for("accept").never_asked_for("pass_offer")


def test_an_offer_left_at_the_desk_before_the_telephone_was_lifted_says_so() -> None:
    agent(offer="passed").said("agent.passed").ended()


def test_a_desk_that_cannot_be_seen_leaves_the_keys() -> None:
    agent(glance="failed").wait().at("undecided").press("1").asked_for("accept")


@pytest.mark.parametrize("failed", ["taken", "failed"])
def test_an_offer_that_is_no_more_says_so_and_ends(failed: str) -> None:
    agent(offer=failed).said("agent.taken" if failed == "taken" else "agent.trouble").ended()


def test_an_offer_passed_too_late_was_no_more() -> None:
    agent(pass_offer="taken").press("2").said("agent.taken").ended()


@pytest.mark.parametrize(
    "refusal", ["closed", "cancelled", "taken", "capped", "refused", "stopped"]
)
def test_a_call_that_is_not_released_has_one_sentence_why(refusal: str) -> None:
    call = agent(accept=refusal)

    call.press("1")

    assert [line.prompt for line in call.turn.say] == [f"agent.{refusal}"]
    call.ended()


def test_a_fault_on_taking_the_call_ends_it() -> None:
    agent(accept="failed").press("1").said("agent.trouble").ended()


# --- the citizen's leg ---


@pytest.mark.parametrize(
    ("ring", "step"),
    [
        ("busy", "busy"),
        ("no_answer", "no_answer"),
        ("failed", "not_connected"),
        ("unknown", "not_known"),
    ],
)
def test_a_leg_that_was_not_answered_has_one_sentence_and_no_outcome_menu(
    ring: str, step: str
) -> None:
    call = agent().press("1")

    call.rang(ring)

    assert [line.prompt for line in call.turn.say] == [f"agent.{step}"]
    call.never_asked_for("file_outcome").ended()


def test_after_a_conversation_its_outcome_is_asked() -> None:
    call = agent().press("1")

    call.rang("answered")

    call.at("outcome.choose").said("outcome.choose", "outcome.choose.done", "outcome.choose.pause")


# --- the outcome ---


@pytest.mark.parametrize(("keys", "outcome"), OUTCOME_KEYS)
def test_every_outcome_has_its_keys(keys: tuple[str, ...], outcome: str) -> None:
    call = agent().press("1").rang("answered")

    turn_out(call, offer="taken").press(*keys)

    call.asked_for("file_outcome", outcome=outcome).said("outcome.filed", "agent.thanks").ended()


def test_a_later_call_is_spoken_back_with_its_time() -> None:
    call = agent(file_outcome="filed_later").press("1").rang("answered")

    turn_out(call, offer="taken").press("2", "2")

    call.said("outcome.filed_later").ended()
    assert "Soitamme uudelleen" in words(call)


def test_a_star_at_the_time_of_a_later_call_leads_back_to_the_outcomes() -> None:
    call = agent().press("1").rang("answered")

    call.press("2").at("outcome.when").press("*")

    call.at("outcome.choose").never_asked_for("file_outcome")


def test_a_pause_is_noted_first_and_the_outcome_asked_again() -> None:
    call = agent().press("1").rang("answered")

    call.press("0")

    call.asked_for("pause_after").said("outcome.pause_noted").at("outcome.choose")
    turn_out(call, offer="taken").press("1").asked_for("file_outcome", outcome="done").ended()


def test_a_pause_that_could_not_be_noted_does_not_lose_the_outcome() -> None:
    call = agent(pause_after="failed").press("1").rang("answered")

    call.press("0")

    call.said("outcome.not_noted").at("outcome.choose")


def test_an_outcome_that_could_not_be_filed_is_asked_again() -> None:
    call = agent(file_outcome="failed").press("1").rang("answered")

    call.press("1")

    call.said("outcome.not_filed").at("outcome.choose")


def test_nothing_to_file_any_more_is_said_and_done_with() -> None:
    call = agent(file_outcome="nothing").press("1").rang("answered")

    turn_out(call, offer="taken").press("1")

    call.said("outcome.nothing", "agent.thanks").ended()


@pytest.mark.parametrize("menu", [(), ("2",)])
def test_silence_at_the_outcome_files_nothing(menu: tuple[str, ...]) -> None:
    call = agent().press("1").rang("answered").press(*menu)

    call.wait(2)

    call.never_asked_for("file_outcome").said("outcome.left_open").ended()


# --- an outcome that is still missing ---


def test_a_missing_outcome_is_asked_before_the_offer_and_the_offer_follows() -> None:
    call = agent(offer="unfiled").said("outcome.missing", "outcome.choose").at("outcome.choose")

    turn_out(call, offer="offered").press("3")

    call.asked_for("file_outcome", outcome="not_reached").said("outcome.filed", "agent.offered")
    call.at("offered").press("1").asked_for("accept")


def test_a_second_missing_outcome_is_asked_as_well() -> None:
    call = agent(offer="unfiled")

    call.press("1")

    call.said("outcome.filed", "outcome.missing").at("outcome.choose")


def test_an_offer_that_is_late_by_then_says_so() -> None:
    call = agent(offer="unfiled")

    turn_out(call, offer="late").press("1")

    call.at("late")
