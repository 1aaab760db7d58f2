"""The agency's file, read and checked: names, days, lines, points; each fault in a sentence."""

import tomllib
from collections.abc import Iterator, Sequence
from datetime import time
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from flows.rules.hours import OUTER, Hours
from flows.rules.languages import LANGUAGES, Language
from ivr.services.almanac import SHORT_DAYS
from ivr.services.policy import Policy

FORMS = ("agency", "agencys")
"""The forms of the agency's name that sentences need: plain and genitive."""


POINT_FORMS = ("point", "to_point", "at_point")
"""The forms of a service point's name: as in a list, where one goes to, where something is.

They hold the words that say so, too: "till …", "at the …"; Finnish says it by its ending.
"""


class BadAgency(ValueError):
    """The agency's file can't be used. Each line of its text names a place and what is wrong."""


def _in_all_languages(words: dict[Language, Any]) -> dict[Language, Any]:
    if missing := [language for language in LANGUAGES if not words.get(language)]:
        raise ValueError(f"the words are missing in {', '.join(missing)}")
    return words


def _with_forms(forms: Sequence[str]) -> AfterValidator:
    def check(name: dict[str, str]) -> dict[str, str]:
        if missing := [form for form in forms if not name.get(form)]:
            raise ValueError(f"the name lacks its form {', '.join(missing)}")
        return name

    return AfterValidator(check)


def _inside_the_window(clocks: tuple[str, str]) -> tuple[str, str]:
    opens, closes = map(time.fromisoformat, clocks)
    hours = Hours(opens, closes)
    if OUTER.within(hours) != hours:
        raise ValueError("it may be open from 09:00 to 16:00 or less, never longer")
    return clocks


def _understood(settings: dict[str, Any]) -> dict[str, Any]:
    Policy.read(settings)
    return settings


def _with_a_rule(short_days: dict[str, time]) -> dict[str, time]:
    if unknown := set(short_days) - set(SHORT_DAYS):
        raise ValueError(f"no rule tells the date of {', '.join(sorted(unknown))}")
    return short_days


Sentences = Annotated[dict[Language, str], AfterValidator(_in_all_languages)]
Name = Annotated[dict[str, str], _with_forms(FORMS)]
PointName = Annotated[dict[str, str], _with_forms(POINT_FORMS)]
Clocks = Annotated[tuple[str, str], AfterValidator(_inside_the_window)]
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,31}$")]
Weekday = Literal["mon", "tue", "wed", "thu", "fri"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class LineEntry(_Part):
    """One telephone line, with the columns of its row."""

    key: Key
    number: str = Field(pattern=r"^\+[1-9]\d{6,14}$")
    languages: list[Language] = Field(min_length=1)
    names: Sentences
    hours: dict[Weekday, Clocks]
    hours_words: Sentences
    price_words: Sentences
    urgent_words: Sentences
    policy: Annotated[dict[str, Any], AfterValidator(_understood)] = {}


class PointEntry(_Part):
    """One service point, with the columns of its row; its position is that in the file."""

    key: Key
    names: Annotated[dict[Language, PointName], AfterValidator(_in_all_languages)]
    addresses: Sentences
    languages: list[Language] = Field(min_length=1)
    hours: dict[Weekday, Clocks]
    desks: int = Field(ge=1, le=50)
    slot_minutes: int = Field(30, ge=5, le=240)
    buffer_minutes: int = Field(0, ge=0, le=120)
    horizon_days: int = Field(60, ge=1, le=365)
    notice_minutes: int = Field(60, ge=0)
    kept_share: float = Field(1 / 3, ge=0, le=1)
    kept_days: int = Field(1, ge=0, le=60)
    adviser_first: bool = False


class AgencyFile(_Part):
    """The whole file. Its first line is the default one."""

    sample: bool = False
    names: Annotated[dict[Language, Name], AfterValidator(_in_all_languages)]
    short_days: Annotated[dict[str, time], AfterValidator(_with_a_rule)] = {}
    lines: list[LineEntry] = Field(min_length=1)
    service_points: list[PointEntry] = []

    @model_validator(mode="after")
    def _distinct(self) -> Self:
        for field in ("key", "number"):
            _demand_different("lines", field, [getattr(line, field) for line in self.lines])
        _demand_different("service points", "key", [point.key for point in self.service_points])
        return self


def _demand_different(what: str, field: str, values: Sequence[str]) -> None:
    if len(set(values)) != len(values):
        raise ValueError(f"two {what} have the same {field}")


def read_agency(path: Path) -> AgencyFile:
    """The agency that a TOML file describes. Raises BadAgency."""
    try:
        return AgencyFile.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        raise BadAgency("\n".join(_faults(error, path))) from None
    except (tomllib.TOMLDecodeError, OSError, UnicodeDecodeError) as error:
        raise BadAgency(f"{path.name} can't be read: {error}") from None


def _faults(error: ValidationError, path: Path) -> Iterator[str]:
    for fault in error.errors(include_url=False):
        place = ".".join(map(str, fault["loc"])) or "the file"
        yield f"{path.name}: {place}: {fault['msg'].removeprefix('Value error, ')}"
