"""A form that was filled in: read field by field, and nothing typed is lost if it is wrong."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from hashlib import sha256
from typing import Final, TypeVar
from unicodedata import category

from flows.prompts import written
from flows.rules.hours import Hours
from flows.rules.languages import LANGUAGES, Language
from ivr.web.words import language, word

_LONGEST: Final = 400  # signs; a longer entry is cut, as the page's fields do
_NO_SIGNS: Final = frozenset({"Cc", "Cs", "Co", "Cn"})  # classes of Unicode
_DATES: Final = ("%Y-%m-%d", "%d.%m.%Y")
_CLOCKS: Final = ("%H:%M", "%H.%M", "%H:%M:%S", "%H")

T = TypeVar("T")


@dataclass
class Form:
    """What was typed, by field, and for each field that is wrong the words that say how.

    A field that can't be read is noted; whoever has read all looks at `wrong`. `stored` tells of
    fields what somebody else has stored meanwhile.
    """

    typed: Mapping[str, str]
    wrong: dict[str, str] = field(default_factory=dict)
    stored: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, posted: Mapping[str, str], longest: int = _LONGEST) -> "Form":
        """A form as it was sent; entries longer than `longest` are cut, and what is no sign at all
        is left out: neither a database nor an answer in XML need be able to hold it."""
        return cls({name: _signs(value).strip()[:longest] for name, value in posted.items()})

    def refuse(self, name: str, text: str, **values: object) -> None:
        """Note what is wrong with a field; the first thing stands."""
        self.wrong.setdefault(name, word(text, **values))

    def compare(self, stored: Mapping[str, str]) -> None:
        """Refuse what was filled in beside values that somebody has changed meanwhile.

        The form says as which `version` it was opened; sent again it is about the present one.
        """
        if self.typed.get("version") == version(stored):
            return
        self.refuse("version", "form.changed")
        self.stored = {
            name: value for name, value in stored.items() if value != self.typed.get(name, "")
        }
        self.typed = {**self.typed, "version": version(stored)}

    def is_ticked(self, name: str) -> bool:
        return self.typed.get(name, "") != ""

    def text(self, name: str, longest: int = 120) -> str:
        """Words that have to be there, on one line."""
        said = " ".join(self.typed.get(name, "").split())
        if not said:
            self.refuse(name, "form.missing")
        if len(said) > longest:
            self.refuse(name, "form.too_long", most=longest)
        return said

    def paragraphs(self, name: str, longest: int) -> str:
        """Words that have to be there, on as many lines as they were typed."""
        said = self.typed.get(name, "").replace("\r\n", "\n")
        if not said:
            self.refuse(name, "form.missing")
        return said[:longest]

    def in_languages(self, name: str, longest: int = 120) -> dict[Language, str]:
        """The same words in each language: the fields `name.fi`, `name.sv` and `name.en`."""
        return {spoken: self.text(f"{name}.{spoken}", longest) for spoken in LANGUAGES}

    def one_of(self, name: str, known: Sequence[T], named: Callable[[T], str] = str) -> T | None:
        chosen = self.typed.get(name, "")
        found = next((one for one in known if named(one) == chosen), None)
        if found is None:
            self.refuse(name, "form.missing")
        return found

    def whole(self, name: str, least: int, most: int) -> int:
        """A whole number; the least one where there is none, so that reading may go on."""
        said = self.typed.get(name, "")
        number = int(said) if said.isascii() and said.isdigit() and len(said) < 10 else None
        if number is None or not least <= number <= most:
            self.refuse(name, "form.not_a_number", least=least, most=most)
            return least
        return number

    def day(self, name: str) -> date | None:
        """A date as browsers send it, or as people write it: 24.12.2026."""
        found = _read(self.typed.get(name, ""), _DATES)
        if found is None:
            self.refuse(name, "form.not_a_date")
        return found.date() if found else None

    def clock(self, name: str) -> time | None:
        """A time of day: 9, 9.30, 9,30 or 09:30."""
        found = _read(self.typed.get(name, "").replace(",", "."), _CLOCKS)
        if found is None:
            self.refuse(name, "form.not_a_time")
        return found.time() if found else None

    def hours(self, opens: str, closes: str, outer: Hours) -> Hours | None:
        """Two times of day, in order and inside `outer`."""
        first, last = self.clock(opens), self.clock(closes)
        if first is None or last is None:
            return None
        if not first < last:
            self.refuse(closes, "form.not_after")
        elif outer.within(Hours(first, last)) != Hours(first, last):
            ends = {"opens": outer.opens, "closes": outer.closes}
            said = {end: written.clock(clock, language()) for end, clock in ends.items()}
            self.refuse(opens, "form.outside", **said)
        else:
            return Hours(first, last)
        return None


def version(typed: Mapping[str, str]) -> str:
    """A short name for the values with which a form is opened."""
    told = "\n".join(f"{name}={typed[name]}" for name in sorted(typed))
    return sha256(told.encode()).hexdigest()[:16]


def _signs(said: str) -> str:
    return "".join(one for one in said if one.isspace() or category(one) not in _NO_SIGNS)


def _read(said: str, patterns: Sequence[str]) -> datetime | None:
    for pattern in patterns:
        try:
            return datetime.strptime(said, pattern)  # noqa: DTZ007  (no moment, only a part of one)
        except ValueError:
            continue
    return None
