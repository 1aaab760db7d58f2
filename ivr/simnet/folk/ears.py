"""What a listener makes of what is said: which key does what, and what has been promised.

People understand by the sense of a sentence, in the three languages that are spoken, never by
where in the product it came from.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

Sense = re.Pattern[str]


def _sense(*ways: str) -> Sense:
    return re.compile("|".join(ways), re.IGNORECASE)


LANGUAGES: Final = {
    "fi": _sense("suomeksi"),
    "sv": _sense("på svenska"),
    "en": _sense("for english"),
}
CALL_ME: Final = _sense(
    "soitamme (sinulle|uudelleen)", "uuden soittopyynnön",
    "ringer (dig|igen)", "ny begäran",
    "call (you|again)", "new request",
)  # fmt: skip
SOONER: Final = _sense(
    "mahdollisimman pian", "så snart som möjligt", "as soon as (we can|possible)"
)  # fmt: skip
RIGHT: Final = _sense("numero on oikein", "numret är rätt", "number is correct")
OTHER: Final = _sense("toisen numeron", "annat nummer", "another number")
PHONE_TIME: Final = _sense("varata puhelinajan", "boka en telefontid", "book a phone time")
VISIT: Final = _sense(
    "ajan palvelupisteeseen", "tid på ett serviceställe", "appointment at a service"
)
OWN: Final = _sense("oma varaus", "egen bokning", "your own booking")
A_POINT: Final = _sense("palvelupiste,", "servicestället i [^,]+,", "service point,")
"""One of a list of service points; and of times, below."""
A_TIME: Final = _sense("kello", "klockan", r"[ap]\.m\.")
FITS: Final = _sense("aika sopii", "tiden passar", "if this is fine")
CANCEL: Final = _sense("perua", "avboka", "cancel")
HOURS: Final = _sense("aukioloajat", "öppettider", "opening hours")
PRICE: Final = _sense("ulkomailla", "utomlands", "abroad")
TAKE: Final = _sense("otat soiton", "tar samtalet", "take the call")
PASS: Final = _sense("et ota", "om inte", "to pass")
READY: Final = _sense("vapaana", "ledig", "ready")

A_NUMBER: Final = _sense(
    "näppäile puhelinnumero", "knappa in telefonnumret", "enter the phone number"
)
A_PIN: Final = _sense("tunnuslukusi", "sexsiffriga kod", "six-digit pin")
SAVED: Final = _sense(
    "soittopyyntösi on (tallessa|voimassa)", r"^kiitos\. soitamme sinulle arviolta",
    "din begäran (är registrerad|gäller)", r"^tack\. vi ringer dig uppskattningsvis",
    "your request (has been saved|is in force)", r"^thank you\. we expect to call you",
)  # fmt: skip
KNOWN: Final = _sense("olet jo pyytänyt", "har redan bett oss", "have already asked us")
BOOKED: Final = _sense(
    "puhelinaikasi on varattu", "varasit ajan",
    "din telefontid är bokad", "du har bokat ett besök",
    "your phone time is booked", "you have booked a visit",
)  # fmt: skip
STANDING: Final = _sense(
    "sinulla on (puhelinaika|aika)", "du har en (telefontid|tid)", "you have a (phone time|visit)"
)  # fmt: skip
CANCELLED: Final = _sense("on peruttu", "är avbokat", "has been cancelled")

_KEYS: Final = {
    word: key
    for key, words in {
        "0": "nolla noll zero",
        "1": "yksi ett one",
        "2": "kaksi två two",
        "3": "kolme tre three",
        "4": "neljä fyra four",
        "5": "viisi fem five",
        "6": "kuusi sex six",
        "7": "seitsemän sju seven",
        "8": "kahdeksan åtta eight",
        "9": "yhdeksän nio nine",
        "*": "tähteä stjärna star",
        "#": "ruutua fyrkant hash",
    }.items()
    for word in words.split()
}
_PRESS: Final = re.compile(r"(?:paina|tryck(?: på)?|press) (\w+)", re.IGNORECASE)
_END: Final = re.compile(r"(?<=[.?!])\s+")


@dataclass(frozen=True, slots=True)
class Choice:
    """A key that was named, and the whole sentence that named it."""

    key: str
    words: str


def choices(said: Iterable[str]) -> Iterator[Choice]:
    """Every key named so far, in order."""
    for text in said:
        yield from _choices(text)


def key_for(sense: Sense, said: Iterable[str]) -> str | None:
    """The key said to do what is meant; None if none was named."""
    return next((choice.key for choice in choices(said) if _means(sense, choice.words)), None)


def hears(sense: Sense, said: Iterable[str]) -> bool:
    """Whether anything of that sense was said."""
    return any(_means(sense, text) for text in said)


# Machines say the same again and again, and people ask themselves at each word what they heard.
@lru_cache(4_096)
def _means(sense: Sense, text: str) -> bool:
    return sense.search(text) is not None


@lru_cache(1_024)
def _choices(text: str) -> tuple[Choice, ...]:
    named = ((_PRESS.search(sentence), sentence) for sentence in _END.split(text))
    keys = ((_KEYS.get(found[1].lower()), sentence) for found, sentence in named if found)
    return tuple(Choice(key, sentence) for key, sentence in keys if key)
