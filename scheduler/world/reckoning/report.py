"""The answer as one page: figures, and pictures with the same figures as tables."""

from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from typing import Any, Final

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from flows.rules.languages import Language

STYLES: Final = ("tokens.css", "chart.css")
_WORDS: Final = {"chart.figures": "The figures as a table"}
_LANGUAGES: Final[Mapping[Language | str, str]] = {
    "all": "all", "fi": "Finnish", "sv": "Swedish", "en": "English"
}  # fmt: skip


def page(answer: Mapping[str, Any], beside: Mapping[str, Any] | None = None) -> str:
    """The page of an answer, as HTML that needs nothing else; `beside`: one to compare with."""
    own = PackageLoader("scheduler.world.reckoning", ".")
    charts = PackageLoader("ivr", "templates")
    environment = Environment(
        loader=ChoiceLoader([own, charts]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    template = environment.get_template("report.html")
    answers = [answer, beside] if beside else [answer]
    return template.render(
        word=_WORDS.__getitem__,
        style="\n".join((files("ivr") / "static" / name).read_text() for name in STYLES),
        answers=answers,
        facts=facts(answers),
        answer=answer,
        quarters=column(answer["by_quarter"], "at"),
        stretches=column(answer["by_day"], "first"),
        column=column,
        peak=peak,
    )


def column(rows: Iterable[Mapping[str, Any]], name: str) -> list[Any]:
    """One column of a table."""
    return [row[name] for row in rows]


def peak(slots: Sequence[str], values: Sequence[int | None]) -> str:
    """When there was most, in words."""
    known = [(value or 0, slot) for slot, value in zip(slots, values, strict=True)]
    most, slot = max(known, default=(0, "never"), key=lambda pair: pair[0])
    return f"Most at {slot}: {most}"


def facts(answers: Sequence[Mapping[str, Any]]) -> list[tuple[str, list[str]]]:
    """The figures in words, one row each, with a value of each answer."""
    told = [dict(_facts(answer)) for answer in answers]
    return [(name, [one.get(name, "–") for one in told]) for name in told[0]]


def _facts(answer: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    asked = answer["question"]
    yield "Days from", f"{asked['first']}, {asked['days']} days, seed {asked['seed']}"
    yield "Agents", ", ".join(f"{many} ({spoken})" for spoken, many in asked["agents"].items())
    yield "Hours", asked["hours"]
    yield "Arrivals beside the usual", f"{asked['arrivals']:g}"
    yield "Other settings", _listed(asked["settings"]) or "as shipped"
    yield "Calls to us", f"{answer['calls']:,}"
    yield "Requests taken", f"{answer['requests']:,}"
    yield "Not taken", _listed(answer["refused"]) or "none"
    yield "Phone times booked", f"{answer['phone_times']:,}"
    for language, spread in answer["minutes_to_first_call"].items():
        yield f"Minutes to the first call ({_LANGUAGES[language]})", _spread(spread)
    yield "Minutes to the conversation", _spread(answer["minutes_to_conversation"])
    yield "Called on the day of asking", _percent(answer["same_day_percent"])
    yield "Promises", _listed(answer["promises"])
    yield "Promises kept", _percent(answer["promises_kept_percent"])
    yield "Phone times kept to the minute told", _percent(answer["phone_times_kept_percent"])
    yield "Calls per request", _listed(answer["calls_per_request"])
    yield "Reached on which try", _listed(answer["reached_on_try"])
    yield "How requests ended", _listed(answer["ended"])
    yield "Agents busy", _percent(answer["agents_busy_percent"])
    yield "Text messages", f"{answer['texts']:,}"


def _listed(counts: Mapping[str, Any]) -> str:
    return ", ".join(
        f"{name} {value:,}" if isinstance(value, int) else f"{name} {value}"
        for name, value in counts.items()
    )


def _spread(minutes: Mapping[str, int | None]) -> str:
    return f"half within {_told(minutes['median'])}, nine in ten within {_told(minutes['p90'])}"


def _told(minutes: int | None) -> str:
    return "–" if minutes is None else f"{minutes:,}"


def _percent(share: int | None) -> str:
    return "–" if share is None else f"{share} %"
