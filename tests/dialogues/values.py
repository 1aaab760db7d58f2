"""What actions put into a call: one set of words that is quick to read, one as long as it gets."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import get_args

from flows.prompts import spoken
from flows.prompts.grammar import Holiday
from flows.prompts.spoken import ClosedDay
from flows.rules.languages import Language
from flows.rules.states import AgentState
from flows.rules.window import HELSINKI

NOW = datetime(2026, 11, 20, 16, 30, tzinfo=HELSINKI)
LONG_NUMBER = "+3584576543210"

NAMES: Mapping[Language, Mapping[str, str]] = {
    "fi": {"agency": "Asiointivirasto", "agencys": "Asiointiviraston"},
    "sv": {"agency": "Ärendeverket", "agencys": "Ärendeverkets"},
    "en": {"agency": "Citizen Services", "agencys": "Citizen Services'"},
}
_WORDS: Mapping[Language, Mapping[str, str]] = {
    "fi": {
        "line": "yleinen asiakaspalvelulinja",
        "point_name": "Suomussalmen palvelupiste",
        "to_point": "Suomussalmen palvelupisteeseen",
        "at_point": "Suomussalmen palvelupisteessä",
        "reason": "henkilöstön koulutuspäivä",
        "announcement": "Puhelinpalvelussamme on nyt poikkeuksellisen paljon soittajia. "
        "Soitamme sinulle varmasti, mutta tavallista myöhemmin. Pahoittelemme.",
        "hours": "Soitamme maanantaista perjantaihin kello yhdeksän ja kuudentoista välillä, emme "
        "pyhäpäivinä. Soittopyynnön voit jättää milloin vain.",
        "price": "Kun me soitamme sinulle, puhelu on sinulle maksuton. Tästä puhelusta maksat "
        "liittymäsi hinnan.",
        "urgent": "Jos sinulta puuttuu rahaa ruokaan tai lääkkeisiin etkä voi odottaa, soita oman "
        "hyvinvointialueesi sosiaalipäivystykseen. Jos joku on hengenvaarassa, soita yksi yksi "
        "kaksi.",
    },
    "sv": {
        "line": "allmänna kundtjänstlinjen",
        "point_name": "servicestället i Suomussalmi",
        "to_point": "till servicestället i Suomussalmi",
        "at_point": "på servicestället i Suomussalmi",
        "reason": "personalens utbildningsdag",
        "announcement": "I dag ringer ovanligt många till vår telefontjänst. "
        "Vi ringer dig säkert upp, men senare än vanligt. Vi beklagar att du får vänta.",
        "hours": "Vi ringer upp från måndag till fredag mellan klockan nio och sexton, inte på "
        "helgdagar. Du kan be oss ringa när som helst.",
        "price": "När vi ringer dig är samtalet gratis för dig. För det här samtalet betalar du "
        "enligt ditt abonnemang.",
        "urgent": "Om du saknar pengar till mat eller mediciner och inte kan vänta, ring "
        "socialjouren i ditt välfärdsområde. Om någon är i livsfara, ring ett ett två.",
    },
    "en": {
        "line": "general customer service line",
        "point_name": "Suomussalmi service point",
        "to_point": "to the Suomussalmi service point",
        "at_point": "at the Suomussalmi service point",
        "reason": "a training day of our staff",
        "announcement": "Unusually many people are calling our telephone service today. "
        "We will call you back for certain, but later than usual. We are sorry.",
        "hours": "We call back from Monday to Friday between nine in the morning and four in the "
        "afternoon, except on public holidays. You can ask for a call at any time.",
        "price": "When we call you, the call costs you nothing. For this call you pay your "
        "operator's normal price.",
        "urgent": "If you have no money for food or medicine and cannot wait, call the social "
        "emergency services of your wellbeing services county. If someone's life is in danger, "
        "call one one two.",
    },
}

_KNOWN: Mapping[str, object] = {
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
_CLOSED = (
    ClosedDay(date(2026, 12, 25), "second_day_of_christmas"),
    ClosedDay(date(2027, 1, 27), "ascension_day"),
)


@cache
def longest(language: Language) -> Mapping[str, object]:
    """Every variable that an action sets, in the longest words of a language."""
    later = [NOW + timedelta(days=ahead) for ahead in range(3, 90)]
    before = [NOW - timedelta(days=ago) for ago in range(90)]
    moments = [spoken.moment(day.replace(hour=9, minute=59), NOW, language) for day in later]
    etas = [spoken.promise("afternoon", day, day, NOW, language) for day in later]
    return {
        **_WORDS[language],
        "agreed": max((spoken.moment(NOW, day, language) for day in later), key=len),
        "asked": max((spoken.asked(day, NOW, language) for day in before), key=len),
        "next_open": max(moments, key=len),
        "eta": max(etas, key=len),
        "promised": max(etas, key=len),
        "closes": spoken.until(time(14, 59), language),
        "holiday": max((spoken.holiday(day, language) for day in get_args(Holiday)), key=len),
        "digits": spoken.digits(LONG_NUMBER, language),
        "cli": spoken.digits(LONG_NUMBER, language),
        "number": LONG_NUMBER,
        "language_name": spoken.language_name("en", language),
        "tries": spoken.attempt(4, language),
        "lateness": spoken.duration(timedelta(hours=23, minutes=59), language),
        "ring": {"number": LONG_NUMBER},
        "status": max((spoken.agent_state(state, language) for state in AgentState), key=len),
        "waiting": spoken.callers(999, language),
        **_KNOWN,
        **_times(language, later),
    }


def _times(language: Language, later: list[datetime]) -> Mapping[str, object]:
    """What is told of times that can be booked, or are."""
    starts = [day.replace(hour=13, minute=45) for day in later]
    labels = sorted((spoken.time_label(at, NOW, language) for at in starts), key=len)
    mine = sorted((spoken.thing("phone_time", at, NOW, language) for at in starts), key=len)
    points = [str(_WORDS[language]["point_name"])] * 4
    return {
        "when": max((spoken.moment(at, NOW, language) for at in starts), key=len),
        "times": _listed(labels[-7:]),
        "things": _listed([*mine[-4:], spoken.thing("other", None, NOW, language)]),
        "points": _listed(points),
        "open_days": spoken.every_week((0, 2, 3), language),
        "closed_days": spoken.closed_days(_CLOSED, language),
        "code": spoken.code("88888888", language),
        "tolerance": spoken.duration(timedelta(minutes=15), language),
    }


def _listed(words: list[str]) -> list[dict[str, object]]:
    return [{"words": said, "value": value} for value, said in enumerate(words)]
