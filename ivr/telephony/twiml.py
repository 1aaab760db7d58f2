"""One turn of a dialogue as TwiML. A document ends in exactly one of: waiting for keys, dialling
the citizen, hanging up; so that nothing is ever said that the dialogue did not decide. While
the database does not answer, it may also ask the caller to wait, and then us again."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from twilio.twiml.voice_response import Gather, VoiceResponse

from flows.engine.turn import HangUp, Keys, Line, Ring, Turn
from flows.prompts import say
from flows.rules.languages import Language
from ivr.telephony.frames import BLANK, Frame

# Twilio's names; a voice that doesn't speak the language makes <Say> fail (error 13511).
VOICES: Mapping[Language, tuple[str, str]] = {
    "fi": ("Polly.Suvi-Neural", "fi-FI"),
    "sv": ("Polly.Elin-Neural", "sv-SE"),
    "en": ("Polly.Amy-Neural", "en-GB"),
}
EMPTY = str(VoiceResponse())
_LEG_EVENTS = "initiated ringing answered completed"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")  # not allowed in XML


@dataclass(frozen=True, slots=True)
class Renderer:
    """`origin` is our PUBLIC_URL; `names` gives the forms of the agency's name by language."""

    origin: str
    names: Callable[[], Mapping[Language, Mapping[str, str]]]

    def __call__(self, turn: Turn) -> str:
        """The TwiML that speaks the turn's lines and then does what it waits for."""
        match turn.wait:
            case Keys() as keys:
                frame = _gather(_languages(turn.say), keys)
                return frame.fill((self._next(turn), *self._words(turn.say)))
            case Ring(ring):
                return self._dial(turn, ring)
            case HangUp() | None:
                return _farewell(_languages(turn.say)).fill(self._words(turn.say))

    def hold(self, said: Sequence[Line], seconds: int, path: str) -> str:
        """The TwiML that speaks, is silent for some seconds, and then asks us again at `path`."""
        response = self._speak(VoiceResponse(), said)
        response.pause(length=seconds)
        response.redirect(self.origin + path, method="POST")
        return str(response)

    def _dial(self, turn: Turn, ring: Any) -> str:
        response = self._speak(VoiceResponse(), turn.say)
        dial = response.dial(
            action=self._next(turn),
            caller_id=ring["caller_id"],
            timeout=ring["timeout"],
            time_limit=ring["time_limit"],
            hangup_on_star=True,
        )
        dial.number(
            ring["number"],
            status_callback=f"{self.origin}/voice/leg/{ring['leg_token']}/",
            status_callback_event=_LEG_EVENTS,
        )
        return str(response)

    def _speak(self, verb: Any, lines: Sequence[Line]) -> Any:
        return _say(verb, zip(_languages(lines), self._words(lines), strict=True))

    def _words(self, lines: Sequence[Line]) -> Iterator[str]:
        names = self.names()
        for line in lines:
            words = say(line.prompt, line.language, {**names[line.language], **line.values})
            yield _CONTROL.sub("", words)

    def _next(self, turn: Turn) -> str:
        return f"{self.origin}/voice/turn/{turn.state.turn + 1}/"


def _languages(lines: Sequence[Line]) -> tuple[Language, ...]:
    return tuple(line.language for line in lines)


@lru_cache(maxsize=500)
def _gather(languages: tuple[Language, ...], keys: Keys) -> Frame:
    """Blanks: where to go on, and what is said in each of these languages in turn."""
    response = VoiceResponse()
    gather = Gather(
        input="dtmf",
        num_digits=keys.digits,
        finish_on_key=keys.finish,
        timeout=keys.timeout,
        action=BLANK,
        action_on_empty_result=True,  # else silence would fall through, unheard of by us
    )
    response.append(_say(gather, ((language, BLANK) for language in languages)))
    return Frame.of(str(response))


@lru_cache(maxsize=500)
def _farewell(languages: tuple[Language, ...]) -> Frame:
    """Blanks: what is said in each of these languages in turn."""
    response = _say(VoiceResponse(), ((language, BLANK) for language in languages))
    response.hangup()
    return Frame.of(str(response))


def _say(verb: Any, sentences: Iterable[tuple[Language, str]]) -> Any:
    for spoken, words in sentences:
        voice, language = VOICES[spoken]
        verb.say(words, voice=voice, language=language)
    return verb
