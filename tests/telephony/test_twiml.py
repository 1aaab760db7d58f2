"""What is spoken is, to the byte, what Twilio's own builder would have written."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.twiml.voice_response import Gather, VoiceResponse

from flows.dialogues import DIALOGUES
from flows.dialogues.actions import ACTIONS
from flows.engine.explore import explore
from flows.engine.need import needs
from flows.engine.turn import HangUp, Keys, Line, State, Turn
from flows.prompts import say, texts
from flows.rules.languages import LANGUAGES, Language
from ivr.telephony.frames import BLANK, Frame
from ivr.telephony.recordings import Recording, Recordings
from ivr.telephony.twiml import VOICES, Renderer
from tests.dialogues.values import NAMES, longest

ORIGIN = "https://we.example"
RENDER = Renderer(ORIGIN, lambda: NAMES)
RECORDED: Recordings = {
    (language, prompt): Recording(language, prompt, ".wav", "5eed", b"")
    for language in LANGUAGES
    for prompt in ("caller.language.fi", "caller.main", "keys.repeat", "error.silence.1")
}


def built(turn: Turn, recorded: Recordings) -> str:
    """The same turn by the builder alone."""
    response = VoiceResponse()
    verb = _gather(turn, turn.wait) if isinstance(turn.wait, Keys) else response
    for line in turn.say:
        if (line.language, line.prompt) in recorded:
            verb.play(f"{ORIGIN}/recordings/{line.language}/5eed/{line.prompt}.wav")
            continue
        voice, language = VOICES[line.language]
        words = say(line.prompt, line.language, {**NAMES[line.language], **line.values})
        verb.say(words, voice=voice, language=language)
    if verb is response:
        response.hangup()
    else:
        response.append(verb)
    return str(response)


def _gather(turn: Turn, keys: Keys) -> Gather:
    return Gather(
        input="dtmf",
        num_digits=keys.digits,
        finish_on_key=keys.finish,
        timeout=keys.timeout,
        action=f"{ORIGIN}/voice/turn/{turn.state.turn + 1}/",
        action_on_empty_result=True,
    )


def turns(name: str, language: Language) -> Iterator[Turn]:
    """Every turn of a dialogue that waits for keys or hangs up, in every place and try."""
    given = {} if name == "caller" else {"language": language}
    needed = needs(DIALOGUES[name], ACTIONS, texts())
    for visit in explore(DIALOGUES[name], ACTIONS, longest(language), given, needed):
        if isinstance(visit.turn.wait, Keys | HangUp):
            yield visit.turn


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", DIALOGUES)
def test_every_step_in_every_language_is_written_as_the_builder_does(
    name: str, language: Language
) -> None:
    for turn in turns(name, language):
        assert RENDER(turn) == built(turn, {})


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_recorded_is_played_where_it_would_have_been_spoken(language: Language) -> None:
    render = Renderer(ORIGIN, lambda: NAMES, RECORDED)
    written = [(render(turn), built(turn, RECORDED)) for turn in turns("caller", language)]

    assert all(answer == expected for answer, expected in written)
    assert any("</Play><Say" in answer and "</Say><Play>" in answer for answer, _ in written)


def test_words_before_a_pause_are_played_too() -> None:
    render = Renderer(ORIGIN, lambda: NAMES, RECORDED)
    held = render.hold([Line("error.silence.1", {}, "sv")], 4, "/voice/again/1/1/")

    assert f"<Play>{ORIGIN}/recordings/sv/5eed/error.silence.1.wav</Play><Pause" in held


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"], exclude_characters=BLANK)))
def test_words_are_escaped_as_the_builder_does(words: str) -> None:
    assert Frame.of(str(_said(BLANK))).fill([f"({words})"]) == str(_said(f"({words})"))


def test_no_word_of_a_citizen_can_become_a_command() -> None:
    line = Line("caller.told_today", {"eta": "</Say><Dial>1</Dial>", "cli": "&"}, "en")
    spoken = RENDER(Turn(State("caller", "told_today"), (line,), HangUp()))

    assert "<Dial>" not in spoken
    assert "&lt;/Say&gt;&lt;Dial&gt;1&lt;/Dial&gt;" in spoken


@pytest.mark.parametrize("words", [[], ["one", "two"]])
def test_a_frame_is_filled_altogether_or_not_at_all(words: list[str]) -> None:
    with pytest.raises(ValueError, match="zip"):
        Frame.of(str(_said(BLANK))).fill(words)


def _said(words: str) -> VoiceResponse:
    response = VoiceResponse()
    response.say(words)
    return response
