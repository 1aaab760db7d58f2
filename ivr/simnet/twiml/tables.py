"""The verbs and nouns, as Twilio's documentation gives them (read in 2026).

Written from the documentation on purpose, not from a library that writes TwiML: a reader made
from the writer's table would share the writer's mistakes. Error numbers: Twilio's error pages.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from ivr.simnet.twiml import values as v
from ivr.simnet.twiml.values import Value

SCHEMA: Final = 12200
"""Schema validation warning: the number for whatever has none of its own."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute; `simulated` is False where this network does not do what it asks for."""

    value: Value
    code: int = SCHEMA
    required: bool = False
    simulated: bool = True


@dataclass(frozen=True, slots=True)
class Text:
    """The text an element may or must hold."""

    value: Value
    code: int = SCHEMA
    required: bool = True


@dataclass(frozen=True, slots=True)
class Grammar:
    """One element: its attributes, its text and its children.

    `real` children exist on the real network and not here; `misplaced` is the error number for
    a known element that does not belong inside.
    """

    attributes: Mapping[str, Attribute] = field(default_factory=dict)
    text: Text | None = None
    children: frozenset[str] = frozenset()
    misplaced: int = SCHEMA
    real: frozenset[str] = frozenset()


def _real(value: Value, code: int = SCHEMA) -> Attribute:
    return Attribute(value, code, simulated=False)


_BAD_URL: Final = 11100
_URL = Attribute(v.URL, _BAD_URL)
_REAL_URL = _real(v.URL, _BAD_URL)
_REAL_METHOD = _real(v.METHOD)
_REAL_SWITCH = _real(v.BOOLEAN)
_NUMBER_EVENTS = v.words("initiated", "ringing", "answered", "completed")
_RECORD = v.word(
    "do-not-record",
    "record-from-answer",
    "record-from-ringing",
    "record-from-answer-dual",
    "record-from-ringing-dual",
)

MARKS: Final = frozenset(
    {"break", "emphasis", "lang", "p", "phoneme", "prosody", "s", "say-as", "sub", "w"}
)
"""The speech marks of Say (SSML) that Twilio documents; their grammars are in marks.py."""

_GATHER: Final = {
    "action": _URL,
    "actionOnEmptyResult": Attribute(v.BOOLEAN, 13338),
    "finishOnKey": Attribute(v.FINISH_KEY, 13310),
    "input": Attribute(v.words("dtmf", "speech"), 13326),
    "method": Attribute(v.METHOD, 13312),
    "numDigits": Attribute(v.whole(1), 13314),
    "timeout": Attribute(v.whole(1), 13313),
    "bargeIn": _real(v.BOOLEAN, 13332),
    "debug": _REAL_SWITCH,
    "enhanced": _REAL_SWITCH,
    "hints": _real(v.SOMETHING, 13330),
    "language": _real(v.LANGUAGE_TAG, 13331),
    "maxSpeechTime": _real(v.whole(1), 13328),
    "partialResultCallback": _REAL_URL,
    "partialResultCallbackMethod": _real(v.METHOD, 13329),
    "profanityFilter": _real(v.BOOLEAN, 13333),
    "speechModel": _real(v.SOMETHING, 13334),
    "speechTimeout": _real(v.pattern("seconds or auto", r"auto|[0-9]{1,3}"), 13327),
}

_DIAL: Final = {
    "action": _URL,
    "callerId": Attribute(v.CALLER_ID, 13214),
    "hangupOnStar": Attribute(v.BOOLEAN, 13213),
    "method": Attribute(v.METHOD, 13210),
    "timeLimit": Attribute(v.whole(1, 86400), 13216),
    "timeout": Attribute(v.whole(5, 600), 13212),
    "answerOnBridge": _real(v.BOOLEAN, 13219),
    "callReason": _real(v.pattern("1 to 50 characters", r".{1,50}")),
    "events": _real(v.SOMETHING),
    "record": _real(_RECORD, 13217),
    "recordingStatusCallback": _real(v.URL, 13256),
    "recordingStatusCallbackEvent": _real(v.words("in-progress", "completed", "absent"), 13621),
    "recordingStatusCallbackMethod": _REAL_METHOD,
    "recordingTrack": _real(v.word("both", "inbound", "outbound"), 13622),
    "referMethod": _REAL_METHOD,
    "referUrl": _REAL_URL,
    "ringTone": _real(v.pattern("a country code", r"[a-z]{2}(-old)?"), 13220),
    "sequential": _real(v.BOOLEAN, 13218),
    "trim": _real(v.word("trim-silence", "do-not-trim")),
}

_NUMBER: Final = {
    "statusCallback": _URL,
    "statusCallbackEvent": Attribute(_NUMBER_EVENTS),
    "statusCallbackMethod": Attribute(v.METHOD),
    "amdStatusCallback": _REAL_URL,
    "amdStatusCallbackMethod": _REAL_METHOD,
    "byoc": _real(v.pattern("a trunk SID", r"BY[0-9a-f]{32}")),
    "machineDetection": _real(v.word("Enable", "DetectMessageEnd")),
    "machineDetectionSilenceTimeout": _real(v.whole(2000, 10000)),
    "machineDetectionSpeechEndThreshold": _real(v.whole(500, 5000)),
    "machineDetectionSpeechThreshold": _real(v.whole(1000, 6000)),
    "machineDetectionTimeout": _real(v.whole(3, 60)),
    "method": _real(v.METHOD, 13221),
    "sendDigits": _real(v.TONES, 13222),
    "url": _REAL_URL,
}

_SAY: Final = {
    "language": Attribute(v.LANGUAGE_TAG, 13512),
    "loop": Attribute(v.whole(0), 13510),
    "voice": Attribute(v.SOMETHING, 13511),
}

REAL_VERBS: Final = frozenset(
    {
        "Connect", "Echo", "Enqueue", "Leave", "Pay", "Prompt", "Record", "Refer", "Sms",
        "Start", "Stop",
    }
)  # fmt: skip
"""Verbs that exist on the real network and that this one refuses to pretend to obey."""

REAL_NOUNS: Final = frozenset(
    {
        "AiSession", "Application", "ApplicationSid", "Autopilot", "Client", "Conference",
        "Config", "Conversation", "ConversationRelay", "ConversationRelaySession", "Header",
        "Headers", "Identity", "Language", "Parameter", "Queue", "Recording", "Room", "Sim", "Sip",
 "Siprec", "Stream", "Task", "Transcription", "Uri", "VirtualAgent", "WhatsApp",
    }
)  # fmt: skip
"""Nouns that exist on the real network and that this one refuses to pretend to reach."""

_REAL_PARTIES: Final = frozenset(
    {"Application", "Client", "Conference", "Queue", "Sim", "Sip", "WhatsApp"}
)
_REAL_PARAMETER: Final = frozenset({"Parameter"})

VERBS: Final[Mapping[str, Grammar]] = {
    "Dial": Grammar(
        _DIAL, Text(v.E164, 13223, required=False), frozenset({"Number"}), 13215, _REAL_PARTIES
    ),
    "Gather": Grammar(_GATHER, None, frozenset({"Say", "Play", "Pause"}), 13320),
    "Hangup": Grammar(real=_REAL_PARAMETER),
    "Pause": Grammar({"length": Attribute(v.whole(1), 13910)}),
    "Play": Grammar(
        {"digits": Attribute(v.TONES, 13430), "loop": Attribute(v.whole(0), 13410)},
        Text(v.URL, _BAD_URL, required=False),
    ),
    "Redirect": Grammar({"method": Attribute(v.METHOD, 13710)}, Text(v.URL, _BAD_URL)),
    "Reject": Grammar(
        {"reason": Attribute(v.word("rejected", "busy"), 13810)}, real=_REAL_PARAMETER
    ),
    "Say": Grammar(_SAY, Text(v.SOMETHING, 13520), MARKS),
}

NOUNS: Final[Mapping[str, Grammar]] = {"Number": Grammar(_NUMBER, Text(v.E164, 13223))}

ROOT: Final = Grammar(
    {"version": Attribute(v.word("2010-04-01"), 12101)}, children=frozenset(VERBS), real=REAL_VERBS
)
