"""Two small dialogues with every kind of step, a vocabulary and texts, for tests of the engine."""

from collections.abc import Mapping
from dataclasses import dataclass

from flows.engine.steps import Code, Dial, Dialogue, Do, End, Key, Menu, Number, Pick, Say
from flows.rules.languages import LANGUAGES, Language


@dataclass(frozen=True, slots=True)
class Action:
    takes: tuple[str, ...]
    outcomes: Mapping[str, tuple[str, ...]]


ACTIONS: Mapping[str, Action] = {
    "opening": Action((), {"open": ("closes",), "closed": (), "failed": ()}),
    "check_number": Action(("typed",), {"ok": ("number", "digits"), "bad": (), "failed": ()}),
    "request": Action(("number", "place?"), {"stored": ("eta",), "failed": ()}),
    "find_times": Action((), {"some": ("times",), "none": (), "failed": ()}),
    "find_booking": Action((), {"found": ("booking",), "none": (), "failed": ()}),
    "book": Action(("time", "booking?"), {"booked": ("when",), "taken": (), "failed": ()}),
    "check_pin": Action(("pin",), {"right": ("ring",), "wrong": (), "failed": ()}),
    "file": Action(("outcome",), {"filed": (), "failed": ()}),
}

CALLER = Dialogue(
    name="toy",
    start="language",
    give_up="unheard",
    kept=frozenset({"closes"}),
    renamed={"old_number": "number"},
    steps=(
        Menu(
            "language",
            (
                Key("1", "fi", "opening", sets={"language": "fi"}),
                Key("2", "sv", "opening", sets={"language": "sv"}),
                Key("3", "en", "opening", sets={"language": "en"}),
            ),
        ),
        Do("opening", "opening", {"open": "greet", "closed": "closed", "failed": "trouble"}),
        Say("greet", "main"),
        Say("closed", "main"),
        Menu(
            "main",
            (
                Key("1", "callback", "number"),
                Key("2", "time", "find_times"),
                Key("4", "booking", "find_booking"),
                Key("5", "hours", "hours", when="closes"),
            ),
            forget=True,
        ),
        Say("hours", "main"),
        Number("number", gives="typed", to="check", back="main"),
        Do("check", "check_number", {"ok": "right", "bad": "bad", "failed": "trouble"}),
        Say("bad", "number"),
        Menu(
            "right",
            (Key("1", "yes", "request"), Key("2", "no", "number")),
            give_up="trouble",
            back="main",
        ),
        Do("request", "request", {"stored": "done", "failed": "trouble"}, args={"place": "kept"}),
        End("done"),
        Do("find_times", "find_times", {"some": "times", "none": "full", "failed": "trouble"}),
        Say("full", "main"),
        Pick("times", items="times", gives="time", to="book", back="main"),
        Do("book", "book", {"booked": "booked", "taken": "find_times", "failed": "trouble"}),
        End("booked"),
        Do("find_booking", "find_booking", {"found": "move", "none": "full", "failed": "trouble"}),
        Menu("move", (Key("1", "yes", "find_times"),), back="main"),
        Menu("unheard", (Key("1", "here", "main"),), silence="bye"),
        End("bye", silent=True),
        End("trouble"),
    ),
)

AGENT = Dialogue(
    name="desk",
    start="pin",
    give_up="sorry",
    kept=frozenset(),
    steps=(
        Code("pin", 6, gives="pin", to="check"),
        Do("check", "check_pin", {"right": "offer", "wrong": "pin", "failed": "sorry"}),
        Menu("offer", (Key("1", "accept", "call"), Key("2", "pass", "sorry"))),
        Dial(
            "call",
            "ring",
            {
                "answered": "outcome",
                "busy": "sorry",
                "no_answer": "sorry",
                "failed": "sorry",
                "unknown": "sorry",
            },
        ),
        Menu(
            "outcome",
            (
                Key("1", "done", "file", sets={"outcome": "done"}),
                Key("3", "unreached", "file", sets={"outcome": "not_reached"}),
            ),
        ),
        Do("file", "file", {"filed": "thanks", "failed": "sorry"}),
        End("thanks"),
        End("sorry"),
    ),
)

DIALOGUES = (CALLER, AGENT)

_FINNISH = {
    "toy.language": "Tervetuloa {agencys} puhelinpalveluun.",
    "toy.language.fi": "Suomeksi, paina {key}.",
    "toy.language.sv": "På svenska, tryck {key}.",
    "toy.language.en": "For English, press {key}.",
    "toy.greet": "Palvelemme kello {closes} asti.",
    "toy.closed": "Puhelinpalvelu on nyt suljettu.",
    "toy.main": "Miten voimme auttaa?",
    "toy.main.callback": "Jos haluat, että soitamme sinulle, paina {key}.",
    "toy.main.time": "Jos haluat varata puhelinajan, paina {key}.",
    "toy.main.booking": "Oma varaus, paina {key}.",
    "toy.main.hours": "Olemme auki kello {closes} asti. Aukioloajat, paina {key}.",
    "toy.hours": "Palvelemme maanantaista perjantaihin.",
    "toy.number": "Näppäile puhelinnumero. Paina lopuksi ruutua.",
    "toy.bad": "Numero on liian lyhyt tai liian pitkä.",
    "toy.right": "Soitamme numeroon {digits}.",
    "toy.right.yes": "Jos numero on oikein, paina {key}.",
    "toy.right.no": "Jos haluat antaa toisen numeron, paina {key}.",
    "toy.done": "Kiitos. Soitamme sinulle arviolta {eta}.",
    "toy.full": "Vapaita aikoja ei ole juuri nyt.",
    "toy.times": "Valitse aika.",
    "toy.times.choice": "{choice}, paina {key}.",
    "toy.booked": "Aikasi on {when}.",
    "toy.move": "Sinulla on jo varaus.",
    "toy.move.yes": "Jos haluat siirtää sen, paina {key}.",
    "toy.unheard": "Emme saaneet valintaasi.",
    "toy.unheard.here": "Jos haluat jatkaa, paina {key}.",
    "toy.trouble": "Palvelussa on häiriö. Soita hetken kuluttua uudelleen.",
    "desk.pin": "Näppäile tunnuslukusi.",
    "desk.offer": "Takaisinsoitto.",
    "desk.offer.accept": "Jos otat puhelun, paina {key}.",
    "desk.offer.pass": "Jos et ota, paina {key}.",
    "desk.outcome": "Miten puhelu päättyi?",
    "desk.outcome.done": "Asia on hoidettu, paina {key}.",
    "desk.outcome.unreached": "Et tavoittanut asiakasta, paina {key}.",
    "desk.thanks": "Kiitos.",
    "desk.sorry": "Kuulemiin.",
    "error.silence.1": "Emme saaneet valintaasi.",
    "error.silence.2": "Paina puhelimesi näppäimistöltä yhtä numeroa.",
    "error.wrong.1": "Tämä valinta ei ole käytössä.",
    "error.wrong.2": "Paina jotakin numeroista, jotka kuulet.",
    "error.lost": "Puhelu katkesi välillä. Aloitamme alusta.",
    "error.limit": "Soita meille uudelleen, niin jatkamme. Kuulemiin.",
    "error.moment": "Pieni hetki.",
    "error.unsure": "Emme tiedä, kuulimmeko sinut. Soita meille uudelleen.",
    "keys.repeat": "Kuuntele uudelleen, paina {key}.",
    "keys.back": "Takaisin, paina tähteä.",
    "keys.more": "Muut ajat, paina {key}.",
}


def _texts(language: Language, begun: str) -> Mapping[str, str]:
    others = tuple(f".{other}" for other in LANGUAGES if other != language)
    own = {prompt: text for prompt, text in _FINNISH.items() if not prompt.endswith(others)}
    return {prompt: begun + text for prompt, text in own.items()}


TEXTS: Mapping[Language, Mapping[str, str]] = {
    "fi": _texts("fi", ""),
    "sv": _texts("sv", "På svenska: "),
    "en": _texts("en", "In English: "),
}

_HOURS = (
    "yhdeksän",
    "kymmenen",
    "yksitoista",
    "kaksitoista",
    "kolmetoista",
    "neljätoista",
    "viisitoista",
)

VALUES: Mapping[str, object] = {
    "closes": "kolmeentoista",
    "number": "+358401234567",
    "digits": "nolla neljä nolla, yksi kaksi kolme, neljä viisi kuusi seitsemän",
    "eta": "tänään kello yhdentoista ja kolmentoista välillä",
    "booking": 7,
    "times": [
        {"value": hour, "words": f"kello {words}"} for hour, words in enumerate(_HOURS, start=9)
    ],
    "when": "huomenna kello kymmenen",
    "ring": "+358401234567",
}
