"""A dialogue is played at a desk: keys typed, outcomes chosen, until it ends or one leaves."""

from flows.engine.rehearsal import Stage, rehearse
from flows.engine.steps import Dialogue
from flows.engine.turn import Line
from tests.engine.toys import ACTIONS, AGENT, CALLER, VALUES


def play(dialogue: Dialogue, *answers: str) -> list[str]:
    """All that the player sees, if these lines are typed and then no more."""
    seen: list[str] = []
    typed = iter(answers)

    def speak(line: Line) -> str:
        return line.prompt

    def ask(question: str) -> str:
        seen.append(f"{question}?")
        try:
            return next(typed)
        except StopIteration:
            raise EOFError from None

    values = {"fi": VALUES, "sv": {**VALUES, "closes": "tretton"}, "en": VALUES}
    rehearse(dialogue, Stage(ACTIONS, values, speak, ask, seen.append), {})
    return seen


def test_a_call_is_played_to_its_end() -> None:
    seen = play(CALLER, "1", "open", "1", "0401234567#", "ok", "1", "1")

    assert seen[-2:] == ["  toy.done", "The call has ended at done."]
    assert "opening: 1 open  2 closed  3 failed?" in seen
    assert "main, keys?" in seen


def test_outcomes_are_chosen_by_number_or_by_name() -> None:
    assert play(CALLER, "1", "2")[-6:] == play(CALLER, "1", "closed")[-6:]
    assert "  toy.closed" in play(CALLER, "1", "2")


def test_what_is_no_outcome_is_asked_again() -> None:
    seen = play(CALLER, "1", "perhaps", "", "open")

    assert [line for line in seen if "none of these" in line] == [
        "'perhaps' is none of these.",
        "'' is none of these.",
    ]
    assert "  toy.greet" in seen


def test_an_empty_line_is_silence() -> None:
    assert "  error.silence.1" in play(CALLER, "")


def test_the_end_of_a_leg_is_chosen_too() -> None:
    seen = play(AGENT, "123456", "right", "1", "answered", "1", "filed")

    assert "rings +358401234567: 1 answered  2 busy  3 failed  4 no_answer  5 unknown?" in seen
    assert seen[-1] == "The call has ended at thanks."


def test_one_may_leave_at_any_question() -> None:
    assert play(CALLER)[-1] == "The call is left at language."
    assert play(CALLER, "1")[-1] == "The call is left at opening."
