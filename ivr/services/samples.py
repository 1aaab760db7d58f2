"""Words for every variable of a call, as long as they get: dialogues heard without a call."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Final, get_args

from flows.engine.turn import Line
from flows.prompts import say, spoken
from flows.prompts.grammar import Holiday
from flows.prompts.spoken import ClosedDay
from flows.rules.estimate import Form
from flows.rules.languages import LANGUAGES, Language
from flows.rules.states import AgentState
from flows.rules.window import HELSINKI
from ivr.services.agency import AgencyFile

Words = Mapping[Language, Mapping[str, object]]

NOW: Final = datetime(2026, 12, 22, 10, 35, tzinfo=HELSINKI)
_PAST: Final = [NOW - timedelta(days=days, minutes=48) for days in range(366)]
_MORNINGS: Final = [NOW.replace(hour=9) + timedelta(days=ahead) for ahead in range(3, 368)]
_REASONS: Final[Mapping[Language, str]] = {
    "fi": "henkilökunnan koulutuspäivä",
    "sv": "en utbildningsdag för personalen",
    "en": "a training day for our staff",
}
_ANNOUNCEMENTS: Final[Mapping[Language, str]] = {
    "fi": "Puhelinpalvelussamme on nyt poikkeuksellisen paljon soittajia. Soitamme sinulle "
    "varmasti, mutta tavallista myöhemmin. Pahoittelemme.",
    "sv": "I dag ringer ovanligt många till vår telefontjänst. Vi ringer dig säkert upp, men "
    "senare än vanligt. Vi beklagar att du får vänta.",
    "en": "Unusually many people are calling our telephone service today. We will call you back "
    "for certain, but later than usual. We are sorry.",
}
_NUMBER: Final = "+358401234567"
_CLOSED: Final = (
    ClosedDay(date(2026, 12, 25), "christmas_day"),
    ClosedDay(date(2027, 1, 1), "new_years_day"),
)
_NO_POINT: Final = dict.fromkeys(("point", "to_point", "at_point"), "")
_KNOWN: Final[Mapping[str, object]] = {
    "phone_times": True,
    "visits": True,
    "point": "kuhmo",
    "booking": 1,
    "held": 1,
    "request": "",
    "purpose": "visit",
    "proof": "",
    "told_by": "text",
}


def samples(agency: AgencyFile) -> Words:
    """The longest words that actions give, by language and variable, on the agency's lines."""
    return {
        language: _of_calls(language) | _of_lines(agency, language) | _of_points(agency, language)
        for language in LANGUAGES
    }


def speaker(agency: AgencyFile, words: Words) -> Callable[[Line], str]:
    """Speaks the lines of a call, with the agency's name and these words for what it knows."""

    def speak(line: Line) -> str:
        known = {name: words[line.language].get(name, line.values[name]) for name in line.values}
        return say(line.prompt, line.language, {**agency.names[line.language], **known})

    return speak


def _of_calls(language: Language) -> dict[str, object]:
    return {
        **_of_times(language),
        "announcement": _ANNOUNCEMENTS[language],
        "agreed": _longest(spoken.moment(NOW, now, language) for now in (NOW, *_MORNINGS)),
        "asked": _longest(spoken.asked(ago, NOW, language) for ago in _PAST),
        "cli": spoken.digits("+358290123456", language),
        "closes": spoken.until(time(13), language),
        "digits": spoken.digits(_NUMBER, language),
        "eta": _longest(
            spoken.promise(form, start, end, NOW, language) for form, start, end in _promises()
        ),
        "holiday": _longest(spoken.holiday(day, language) for day in get_args(Holiday)),
        "language_name": _longest(spoken.language_name(one, language) for one in LANGUAGES),
        "lateness": spoken.duration(timedelta(hours=5, minutes=55), language),
        "next_open": _longest(spoken.next_opening(on, NOW, language) for on in _MORNINGS),
        "number": _NUMBER,
        "promised": _longest(
            spoken.promised(form, start, end, NOW, language) for form, start, end in _promises()
        ),
        "reason": _REASONS[language],
        "ring": _NUMBER,
        "status": _longest(spoken.agent_state(state, language) for state in AgentState),
        "tries": _longest(spoken.attempt(number, language) for number in (1, 2, 3, 4)),
        "waiting": spoken.callers(48, language),
    }


def _of_times(language: Language) -> dict[str, object]:
    """Times that can be booked, what is booked already, and what the call keeps of it."""
    starts = [on.replace(hour=13, minute=30) for on in _MORNINGS]
    labels = sorted((spoken.time_label(at, NOW, language) for at in starts), key=len)
    mine = sorted((spoken.thing("phone_time", at, NOW, language) for at in starts), key=len)
    return {
        "when": _longest(spoken.moment(at, NOW, language) for at in starts),
        "times": _listed(labels[-7:]),
        "things": _listed([*mine[-3:], spoken.thing("other", None, NOW, language)]),
        "open_days": spoken.every_week((0, 2, 3), language),
        "closed_days": spoken.closed_days(_CLOSED, language),
        "code": spoken.code("12345678", language),
        "tolerance": spoken.duration(timedelta(minutes=15), language),
        **_KNOWN,
    }


def _promises() -> Iterator[tuple[Form, datetime, datetime]]:
    """Today some hours, on later days only a morning or an afternoon."""
    yield "window", NOW.replace(hour=13), NOW.replace(hour=16)
    for on in _MORNINGS:
        yield "morning", on, on.replace(hour=12)
        yield "afternoon", on.replace(hour=12), on.replace(hour=16)


def _of_lines(agency: AgencyFile, language: Language) -> dict[str, object]:
    return {
        "hours": _longest(line.hours_words[language] for line in agency.lines),
        "line": _longest(line.names[language] for line in agency.lines),
        "price": _longest(line.price_words[language] for line in agency.lines),
        "urgent": _longest(line.urgent_words[language] for line in agency.lines),
    }


def _of_points(agency: AgencyFile, language: Language) -> dict[str, object]:
    """Service points in the forms of their names; an agency may have none."""
    names = [point.names[language] for point in agency.service_points] or [_NO_POINT]
    return {
        "points": _listed([name["point"] for name in names]),
        "point_name": _longest(name["point"] for name in names),
        "to_point": _longest(name["to_point"] for name in names),
        "at_point": _longest(name["at_point"] for name in names),
    }


def _listed(words: Sequence[str]) -> list[dict[str, object]]:
    return [{"words": said, "value": place} for place, said in enumerate(words)]


def _longest(words: Iterable[str]) -> str:
    return max(words, key=len)
