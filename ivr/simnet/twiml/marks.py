"""The speech marks of Say (SSML) and how marked text sounds when written out plainly."""

from collections.abc import Mapping
from typing import Final

from ivr.simnet.twiml import values as v
from ivr.simnet.twiml.markup import Element
from ivr.simnet.twiml.tables import MARKS, Attribute, Grammar, Text

_ANY_TEXT: Final = Text(v.ANYTHING, required=False)
_SPOKEN: Final = Text(v.SOMETHING)
_INSIDE_SENTENCE: Final = MARKS - {"p", "s"}

_INTERPRETATIONS: Final = v.word(
    "address", "cardinal", "character", "characters", "date", "digits", "expletive", "fraction",
    "number", "ordinal", "spell-out", "telephone", "time", "unit",
)  # fmt: skip
_DATE_FORMATS: Final = v.word(
    "d", "dm", "dmy", "m", "md", "mdy", "my", "y", "ym", "ymd", "yyyymmdd"
)
_PAUSES: Final = v.word("none", "x-weak", "weak", "medium", "strong", "x-strong")
_LENGTH: Final = v.pattern("a length in s or ms", r"[0-9]+(\.[0-9]+)?m?s")
_VOLUME: Final = v.pattern(
    "a volume", r"default|silent|x-soft|soft|medium|loud|x-loud|[+-][0-9]+(\.[0-9]+)?dB"
)
_RATE: Final = v.pattern("a rate", r"default|x-slow|slow|medium|fast|x-fast|[0-9]+%")
_PITCH: Final = v.pattern("a pitch", r"default|x-low|low|medium|high|x-high|[+-][0-9]+(\.[0-9]+)?%")

MARK_GRAMMARS: Final[Mapping[str, Grammar]] = {
    "break": Grammar({"strength": Attribute(_PAUSES), "time": Attribute(_LENGTH)}),
    "emphasis": Grammar(
        {"level": Attribute(v.word("strong", "moderate", "reduced"))}, _ANY_TEXT, _INSIDE_SENTENCE
    ),
    "lang": Grammar({"xml:lang": Attribute(v.LANGUAGE_TAG, required=True)}, _ANY_TEXT, MARKS),
    "p": Grammar({}, _ANY_TEXT, MARKS - {"p"}),
    "phoneme": Grammar(
        {
            "alphabet": Attribute(v.word("ipa", "x-sampa")),
            "ph": Attribute(v.SOMETHING, required=True),
        },
        _SPOKEN,
    ),
    "prosody": Grammar(
        {"volume": Attribute(_VOLUME), "rate": Attribute(_RATE), "pitch": Attribute(_PITCH)},
        _ANY_TEXT,
        MARKS,
    ),
    "s": Grammar({}, _ANY_TEXT, _INSIDE_SENTENCE),
    "say-as": Grammar(
        {
            "interpret-as": Attribute(_INTERPRETATIONS, required=True),
            "format": Attribute(_DATE_FORMATS),
        },
        _SPOKEN,
    ),
    "sub": Grammar({"alias": Attribute(v.SOMETHING, required=True)}, _SPOKEN),
    "w": Grammar(
        {"role": Attribute(v.SOMETHING)}, _ANY_TEXT, _INSIDE_SENTENCE - {"lang", "w"}
    ),
}  # fmt: skip


def sound_out(element: Element) -> str:
    """What a listener hears of the element: aliases spoken, marks gone, anything else left out."""
    return "".join(part if isinstance(part, str) else _sound(part) for part in element.content)


def _sound(mark: Element) -> str:
    match mark.name:
        case "sub":
            return mark.attributes.get("alias", "")
        case "break" | "p" | "s":
            return f" {sound_out(mark)} "
        case name if name in MARKS:
            return sound_out(mark)
        case _:
            return ""
