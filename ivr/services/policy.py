"""The settings of a line that rules take, read from its row: what is missing has its default."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import timedelta
from typing import Any, Final, cast

from flows.rules.caps import Caps
from flows.rules.ladder import Ladder
from flows.rules.order import HEAD_STARTS, PLACES, Place
from flows.rules.times import PhoneTimes, Rhythm

MOST_ATTEMPTS: Final = 3


@dataclass(frozen=True, slots=True)
class Policy:
    """How a line works. Times without a unit in their name are in seconds.

    `expected_share` is the share of its agents that a promise counts on. `unasked`: a caller who
    presses no key is offered a call by staying on the line.
    """

    ladder: Ladder = field(default_factory=Ladder)
    caps: Caps = field(default_factory=Caps)
    head_starts: Mapping[Place, timedelta] = field(default_factory=lambda: HEAD_STARTS)
    phone_times: PhoneTimes = field(default_factory=PhoneTimes)
    handling_minutes: float = 10
    expected_share: float = 1.0
    unasked: bool = True
    ring_mobile: int = 25
    ring_geographic: int = 45
    ring_longer: int = 60
    time_limit: int = 3600
    wrapup: int = 45
    offer_ring: int = 20
    lease: int = 120
    again_minutes: float = 10

    @classmethod
    def read(cls, settings: Mapping[str, Any]) -> "Policy":
        """The policy of a row or file. Raises ValueError with a sentence for what is wrong.

        `first_delay` is in seconds; within `ladder`, `head_starts` and `phone_times` times are
        in minutes unless their name says days.
        """
        plain = dict(settings)
        given: dict[str, Any] = {
            "ladder": _ladder(plain.pop("ladder", {}), plain.pop("first_delay", None)),
            "caps": _caps(plain.pop("caps", {})),
            "head_starts": _head_starts(plain.pop("head_starts", {})),
            "phone_times": _phone_times(plain.pop("phone_times", {})),
        }
        return cls(**given, **_plain(plain))


def _ladder(settings: Mapping[str, Any], first_delay: float | None) -> Ladder:
    _known("ladder", settings, {one.name for one in fields(Ladder)} - {"first_delay"})
    values: dict[str, Any] = {
        name: _minutes(f"ladder.{name}", value)
        for name, value in settings.items()
        if name not in {"attempts", "gaps"}
    }
    if "attempts" in settings:
        values["attempts"] = _attempts(settings["attempts"])
    if "gaps" in settings:
        values["gaps"] = _gaps(settings["gaps"])
    if first_delay is not None:
        values["first_delay"] = timedelta(seconds=_number("first_delay", first_delay, float))
    return Ladder(**values)


def _attempts(value: Any) -> int:
    """The table of callbacks counts to four, and the fourth is the one further attempt."""
    attempts: int = _number("ladder.attempts", value, int)
    if not 1 <= attempts <= MOST_ATTEMPTS:
        raise ValueError(f"ladder.attempts can't be {attempts}: 1 to {MOST_ATTEMPTS}")
    return attempts


def _gaps(values: Sequence[Any]) -> tuple[timedelta, ...]:
    if not values:
        raise ValueError("ladder.gaps can't be empty")
    return tuple(_minutes("ladder.gaps", gap) for gap in values)


def _caps(settings: Mapping[str, Any]) -> Caps:
    _known("caps", settings, {one.name for one in fields(Caps)})
    return Caps(**{name: _number(f"caps.{name}", settings[name], int) for name in settings})


_PHONE_TIMES: Final = frozenset(
    {
        "length",
        "buffer",
        "notice",
        "horizon_days",
        "kept_share",
        "kept_days",
        "share",
        "again",
        "tolerance",
    }
)


def _phone_times(settings: Mapping[str, Any]) -> PhoneTimes:
    _known("phone_times", settings, set(_PHONE_TIMES))
    usual = PhoneTimes()

    def minutes(name: str, otherwise: timedelta) -> timedelta:
        given = settings.get(name)
        return otherwise if given is None else _minutes(f"phone_times.{name}", given)

    rhythm = Rhythm(
        length=minutes("length", usual.rhythm.length),
        buffer=minutes("buffer", usual.rhythm.buffer),
        notice=minutes("notice", usual.rhythm.notice),
        horizon=timedelta(
            days=_number("phone_times.horizon_days", settings.get("horizon_days", 14), int)
        ),
        kept=_share("phone_times.kept_share", settings.get("kept_share", usual.rhythm.kept)),
        kept_days=_number("phone_times.kept_days", settings.get("kept_days", 1), int),
    )
    if rhythm.length < timedelta(minutes=5):
        raise ValueError("phone_times.length can't be less than 5 minutes")
    again = settings.get("again")
    return PhoneTimes(
        rhythm=rhythm,
        share=_share("phone_times.share", settings.get("share", usual.share)),
        again=usual.again
        if again is None
        else tuple(_minutes("phone_times.again", gap) for gap in again),
        tolerance=minutes("tolerance", usual.tolerance),
    )


def _share(name: str, value: Any) -> float:
    share: float = _number(name, value, float)
    if share > 1:
        raise ValueError(f"{name} can't be {value!r}: 0 to 1")
    return share


def _head_starts(settings: Mapping[str, Any]) -> Mapping[Place, timedelta]:
    _known("head_starts", settings, set(PLACES))
    given = {
        cast(Place, place): _minutes(f"head_starts.{place}", settings[place]) for place in settings
    }
    return {**HEAD_STARTS, **given}


def _plain(settings: Mapping[str, Any]) -> dict[str, Any]:
    types = {one.name: one.type for one in fields(Policy) if one.type in (int, float, bool)}
    _known("policy", settings, set(types))
    if settings.get("expected_share") == 0:
        raise ValueError("expected_share can't be 0: no promise could be reckoned")
    return {name: _number(name, settings[name], types[name]) for name in settings}


def _known(where: str, settings: Mapping[str, Any], names: set[str]) -> None:
    if unknown := set(settings) - names:
        raise ValueError(f"{where} has no setting {', '.join(sorted(unknown))}")


def _minutes(name: str, value: Any) -> timedelta:
    return timedelta(minutes=_number(name, value, float))


def _number(name: str, value: Any, kind: Any) -> Any:
    right = type(value) in ((int, float) if kind is float else (kind,))
    if not right or value < 0:
        raise ValueError(f"{name} can't be {value!r}: {kind.__name__}, not negative")
    return value
