"""Say, Play and Pause: what the caller hears, and how long it takes."""

from collections.abc import Iterable

from ivr.simnet.calls.call import Call
from ivr.simnet.calls.playing import Sounds
from ivr.simnet.twiml import Verb

LETTERS_PER_SECOND = 14.0
"""An unhurried synthetic voice; an estimate, not a speech engine."""
ENDLESS = 1_000
"""How often `loop="0"` plays (Twilio: Say, Play)."""
_TONES = {"w": 0.5, "W": 1.0}


async def speak(call: Call, verbs: Iterable[Verb], sounds: Sounds) -> None:
    """Speaks and plays `verbs` one after the other; `sounds` are what they play."""
    for verb in verbs:
        match verb.name:
            case "Say":
                await say(call, verb)
            case "Play":
                await play(call, verb, sounds)
            case "Pause":
                await call.exchange.clock.sleep(float(verb.attributes.get("length", 1)))


async def say(call: Call, verb: Verb) -> None:
    """Speaks a text; it counts as heard from its first letter on."""
    for _ in range(_times(verb)):
        call.exchange.hear(call.leg.sid, verb.text, verb.attributes.get("language", "en-US"))
        call.changed.fire()
        await call.exchange.clock.sleep(len(verb.text) / LETTERS_PER_SECOND)


async def play(call: Call, verb: Verb, sounds: Sounds) -> None:
    """Plays a sound or tones."""
    sound, tones = sounds.get(verb.text), verb.attributes.get("digits", "")
    for _ in range(_times(verb)):
        if sound is not None:
            call.exchange.hear_sound(call.leg.sid, verb.text, sound)
            call.changed.fire()
            await call.exchange.clock.sleep(sound.seconds)
        else:
            call.note("play", url="", digits=tones)
            await call.exchange.clock.sleep(sum(_TONES.get(tone, 0.3) for tone in tones))


def _times(verb: Verb) -> int:
    return int(verb.attributes.get("loop", 1)) or ENDLESS
