"""One turn of a dialogue as TwiML. A document ends in exactly one of: waiting for keys, dialling
the citizen, hanging up; so that nothing is ever said that the dialogue did not decide. While
the database does not answer, it may also ask the caller to wait, and then us again."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal, TypeAlias

from twilio.twiml.voice_response import Gather, VoiceResponse

from flows.engine.turn import HangUp, Keys, Line, Ring, Turn
from flows.prompts import say
from flows.rules.languages import Language
from ivr.telephony.frames import BLANK, Frame
from ivr.telephony.recordings import Recordings

# Twilio's names; a voice that doesn't speak the language makes <Say> fail (error 13511).
VOICES: Mapping[Language, tuple[str, str]] = {
    "fi": ("Polly.Suvi-Neural", "fi-FI"),
    "sv": ("Polly.Elin-Neural", "sv-SE"),
    "en": ("Polly.Amy-Neural", "en-GB"),
}
Voice: TypeAlias = Language | Literal["recorded"]
EMPTY = str(VoiceResponse())
_LEG_EVENTS = "initiated ringing answered completed"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")  # not allowed in XML


@dataclass(frozen=True, slots=True)
class Renderer:
    """`origin` is our PUBLIC_URL; `names` gives the forms of the agency's name by language.
    What is `recorded` is played, from its path; all else is spoken."""

    origin: str
    names: Callable[[], Mapping[Language, Mapping[str, str]]]
    recorded: Recordings = field(default_factory=dict)

    def __call__(self, turn: Turn) -> str:
        """The TwiML that speaks the turn's lines and then does what it waits for."""
        match turn.wait:
            case Keys() as keys:
                frame = _gather(self._voices(turn.say), keys)
                return frame.fill((self._next(turn), *self._words(turn.say)))
            case Ring(ring):
                return self._dial(turn, ring)
            case HangUp() | None:
                return _farewell(self._voices(turn.say)).fill(self._words(turn.say))

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
        return _say(verb, zip(self._voices(lines), self._words(lines), strict=True))

    def _voices(self, lines: Sequence[Line]) -> tuple[Voice, ...]:
        recorded = self.recorded
        if not recorded:
            return tuple(line.language for line in lines)
        return tuple(
            "recorded" if (line.language, line.prompt) in recorded else line.language
            for line in lines
        )

    def _words(self, lines: Sequence[Line]) -> Iterator[str]:
        """What is said by each line's voice; for one that is recorded, where the recording is."""
        names, recorded = self.names(), self.recorded
        for line in lines:
            if recorded and (recording := recorded.get((line.language, line.prompt))):
                yield self.origin + recording.path
            else:
                words = say(line.prompt, line.language, {**names[line.language], **line.values})
                yield _CONTROL.sub("", words)

    def _next(self, turn: Turn) -> str:
        return f"{self.origin}/voice/turn/{turn.state.turn + 1}/"


@lru_cache(maxsize=500)
def _gather(voices: tuple[Voice, ...], keys: Keys) -> Frame:
    """Blanks: where to go on, and what is said by each of these voices in turn."""
    response = VoiceResponse()
    gather = Gather(
        input="dtmf",
        num_digits=keys.digits,
        finish_on_key=keys.finish,
        timeout=keys.timeout,
        action=BLANK,
        action_on_empty_result=True,  # else silence would fall through, unheard of by us
    )
    response.append(_say(gather, ((voice, BLANK) for voice in voices)))
    return Frame.of(str(response))


@lru_cache(maxsize=500)
def _farewell(voices: tuple[Voice, ...]) -> Frame:
    """Blanks: what is said by each of these voices in turn."""
    response = _say(VoiceResponse(), ((voice, BLANK) for voice in voices))
    response.hangup()
    return Frame.of(str(response))


def _say(verb: Any, sentences: Iterable[tuple[Voice, str]]) -> Any:
    for spoken, words in sentences:
        if spoken == "recorded":
            verb.play(words)
        else:
            voice, language = VOICES[spoken]
            verb.say(words, voice=voice, language=language)
    return verb
