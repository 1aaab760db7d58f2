"""One fault switched on: how often, when, and what it strikes; and what it may strike."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches

from ivr.simnet.faults.kinds import KINDS


class BadFaultError(ValueError):
    """A fault that can't be switched on like that, in one sentence."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """A moment at which faults may strike: the leg or text `sid`, and what is to be matched.

    `purpose` is that of a webhook (control, status, text) or of fetching a sound (media), `rest`
    for the API, `line` for what people do. `path` is the path of the URL, or the verb;
    `direction` and `status` are the leg's.
    """

    sid: str
    purpose: str
    path: str = ""
    direction: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """`name` is one of KINDS. Raises BadFaultError.

    It strikes with `probability`, or, if `nth` is given, at the nth matching occasion alone;
    from `since` until `until`, both of the network's time; where `purpose`, `direction` and
    `status` are the same and `path` is part of the path. `seconds` replaces the kind's own.
    """

    name: str
    probability: float = 1.0
    nth: int | None = None
    seconds: float | None = None
    since: datetime | None = None
    until: datetime | None = None
    purpose: str = ""
    path: str = ""
    direction: str = ""
    status: str = ""

    def __post_init__(self) -> None:
        if self.name not in KINDS:
            raise BadFaultError(_unknown(self.name, KINDS, "fault"))
        if not 0 <= self.probability <= 1:
            raise BadFaultError(f"{self.name}: probability {self.probability} is not from 0 to 1")
        if self.nth is not None and self.nth < 1:
            raise BadFaultError(f"{self.name}: nth counts from 1, so {self.nth} never comes")
        if self.seconds is not None and not (self._takes_time and 0 <= self.seconds <= 86_400):
            raise BadFaultError(f"{self.name}: seconds can't be {self.seconds:g}")
        if any(moment and moment.tzinfo is None for moment in (self.since, self.until)):
            raise BadFaultError(f"{self.name}: a moment needs its offset, such as +02:00")

    @property
    def what(self) -> str:
        """What it does, in a sentence."""
        return KINDS[self.name].what

    @property
    def lasts(self) -> float:
        """The seconds it takes."""
        return KINDS[self.name].seconds or 0.0 if self.seconds is None else self.seconds

    def fits(self, occasion: Occasion, now: datetime) -> bool:
        """True if it may strike there and then."""
        wanted = (self.purpose, self.direction, self.status)
        there = (occasion.purpose, occasion.direction, occasion.status)
        same = all(one in ("", other) for one, other in zip(wanted, there, strict=True))
        begun = self.since is None or self.since <= now
        return same and self.path in occasion.path and begun and not self._is_over(now)

    def __str__(self) -> str:
        """How often, when and where it strikes."""
        often = f"{self.probability:g}" if self.nth is None else f"number {self.nth} alone"
        named = ("seconds", "since", "until", "purpose", "path", "direction", "status")
        given = ((name, getattr(self, name)) for name in named)
        return ", ".join([often, *(f"{name} {value}" for name, value in given if value)])

    def _is_over(self, now: datetime) -> bool:
        return self.until is not None and self.until <= now

    @property
    def _takes_time(self) -> bool:
        return KINDS[self.name].seconds is not None


def fault_from(wanted: Mapping[str, object]) -> Fault:
    """The fault that a table of a file or a form describes. Raises BadFaultError."""
    if not isinstance(name := wanted.get("name"), str):
        raise BadFaultError("a fault needs a name")
    for field, value in wanted.items():
        if field not in _TYPES:
            raise BadFaultError(f"{name}: {_unknown(field, _TYPES, 'setting')}")
        if isinstance(value, bool) or not isinstance(value, _TYPES[field]):
            raise BadFaultError(f"{name}: {field} can't be {value!r}")
    return Fault(**wanted)  # type: ignore[arg-type]


_TYPES: Mapping[str, type | tuple[type, ...]] = {
    "name": str,
    "probability": (int, float),
    "nth": int,
    "seconds": (int, float),
    "since": datetime,
    "until": datetime,
    "purpose": str,
    "path": str,
    "direction": str,
    "status": str,
}


def _unknown(name: str, known: Mapping[str, object], what: str) -> str:
    near = get_close_matches(name, known, 1)
    hint = f"; is {near[0]} meant?" if near else ""
    return f"there is no {what} {name!r}{hint}"
