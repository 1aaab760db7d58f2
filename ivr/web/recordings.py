"""Recorded prompts, fetched by the network while a call waits: whatever we have once named must be
answered with sound, for a sound that can't be had ends a call at Twilio.

Everyone may hear them; they are what callers are told. They are found by name in memory, so that
no path leads to any other file.
"""

import re
from typing import Final

from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue

from flows.rules.languages import LANGUAGES
from ivr.telephony.recordings import SILENCE, TYPES, Recording
from ivr.web.site import site

recordings = Blueprint("recordings", __name__, url_prefix="/recordings")

FOR_EVER: Final = "public, max-age=31536000, immutable"

_DIGEST = re.compile(r"[0-9a-f]{16}")


@recordings.get("/<language>/<digest>/<name>")
def play(language: str, digest: str, name: str) -> ResponseReturnValue:
    """The recording with that digest; else the prompt's present one, or a moment of silence."""
    prompt, dot, ending = name.rpartition(".")
    if language not in LANGUAGES or dot + ending not in TYPES or not _DIGEST.fullmatch(digest):
        abort(404)
    recording = site().recordings.get((language, prompt), SILENCE)
    return _sound(recording, lasts=recording.digest == digest)


def _sound(recording: Recording, *, lasts: bool) -> ResponseReturnValue:
    """`lasts`: this address will never have another sound."""
    sound = recording.sound
    answer = Response(sound, content_type=TYPES[recording.ending])
    answer.set_etag(recording.digest)
    answer.headers["Cache-Control"] = FOR_EVER if lasts else "no-store"
    return answer.make_conditional(
        request, accept_ranges=True, complete_length=len(recording.sound)
    )
