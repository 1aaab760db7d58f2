"""`ivr simulate reckon`: what would be if there were more agents, other hours, more calls."""

import json
from datetime import datetime, time
from pathlib import Path
from typing import Any, Final

import click

from flows.rules.hours import OUTER, Hours
from flows.rules.languages import LANGUAGES
from flows.rules.window import local_date
from ivr.clock import Stopwatch, Wall
from scheduler.world.reckoning.answer import answer
from scheduler.world.reckoning.keeping import keep, take_up
from scheduler.world.reckoning.question import AGENTS, NATION, Question, Team, teams_of
from scheduler.world.reckoning.reckoning import Reckoning, go_on
from scheduler.world.reckoning.report import facts, page

KEPT: Final = "kept.pickle"


class Clocks(click.ParamType[Hours]):
    """Opening hours such as `9-16` or `9:30-15`."""

    name = "hours"

    def convert(self, value: Any, param: Any, ctx: Any) -> Hours:
        try:
            return value if isinstance(value, Hours) else Hours(*map(_clock, value.split("-")))
        except (TypeError, ValueError):
            self.fail(f"{value!r} are no hours: 9-16 or 9:30-15", param, ctx)


class Teams(click.ParamType[tuple[Team, ...]]):
    """A number of agents, or so many of each team: `fi=80,fi+sv=6,fi+en=10`."""

    name = "agents"

    def convert(self, value: Any, param: Any, ctx: Any) -> tuple[Team, ...]:
        try:
            if isinstance(value, tuple):
                return value
            return teams_of(int(value)) if value.isdigit() else tuple(map(_team, value.split(",")))
        except ValueError as error:
            self.fail(f"{value!r}: {error}", param, ctx)


class Minutes(click.ParamType[list[float]]):
    """Gaps of the ladder in minutes: `15,90`."""

    name = "minutes"

    def convert(self, value: Any, param: Any, ctx: Any) -> list[float]:
        try:
            return value if isinstance(value, list) else [float(gap) for gap in value.split(",")]
        except ValueError:
            self.fail(f"{value!r} are no minutes: 15,90", param, ctx)


@click.command()
@click.option("--from", "first", type=click.DateTime(["%Y-%m-%d"]), help="First day; else today.")
@click.option("--days", default=365, show_default=True, help="Days on which people call.")
@click.option("--seed", default=1, show_default=True, help="Draws the people and their luck.")
@click.option("--calls", default=NATION, show_default=True, help="First calls a year.")
@click.option("--arrivals", default=1.0, show_default=True, help="So many times these calls.")
@click.option("--agents", type=Teams(), default=str(AGENTS), help="How many, or of each team.")
@click.option("--hours", type=Clocks(), default=OUTER, help="When the line calls, within 9-16.")
@click.option("--ladder", "gaps", type=Minutes(), help="Minutes between attempts, as 15,90.")
@click.option("--attempts", type=int, help="Most attempts that count, 1 to 3.")
@click.option("--pace", default=1.0, show_default=True, help="Seconds between two calls.")
@click.option("--into", type=click.Path(path_type=Path, file_okay=False), default="reckoned")
@click.option("--beside", type=click.Path(path_type=Path, exists=True), help="Another answer.json.")
@click.option("--every", default=7, show_default=True, help="Days after which it is kept.")
@click.option("--fresh", is_flag=True, help="Begin anew, whatever is kept.")
def reckon(into: Path, beside: Path | None, every: int, fresh: bool, **asked: Any) -> None:
    """Reckon what would be if, from the rules alone: millions of calls in minutes.

    Writes report.html and answer.json; interrupted, the same command goes on where it was kept.
    """
    try:
        question = _question(**asked)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    into.mkdir(parents=True, exist_ok=True)
    kept = into / KEPT
    if fresh:
        kept.unlink(missing_ok=True)
    found = answer(_live(take_up(question, kept), kept, every))
    other = json.loads(beside.read_text()) if beside else None
    (into / "answer.json").write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n")
    (into / "report.html").write_text(page(found, other))
    kept.unlink(missing_ok=True)
    _tell(found, into)


def _question(
    *,
    first: datetime | None,
    gaps: list[float] | None,
    attempts: int | None,
    agents: tuple[Team, ...],
    **plain: Any,
) -> Question:
    day = first.date() if first else local_date(Wall().now())
    ladder = {"gaps": gaps, "attempts": attempts}
    given = {name: value for name, value in ladder.items() if value is not None}
    settings = {"ladder": given} if given else {}
    return Question(first=day, teams=agents, settings=settings, **plain)


def _live(reckoning: Reckoning, kept: Path, every: int) -> Reckoning:
    watch, before = Stopwatch(), reckoning.scene.agenda.happened
    with click.progressbar(length=reckoning.question.days, label="days") as bar:
        bar.update(reckoning.days_lived)

        def midnight(lived: Reckoning) -> None:
            bar.update(1)
            if lived.days_lived % max(every, 1) == 0:
                keep(lived, kept)

        go_on(reckoning, midnight)
    happened = reckoning.scene.agenda.happened - before
    click.echo(f"{happened:,} events, {happened / max(watch.seconds(), 1e-9):,.0f} a second")
    return reckoning


def _tell(found: dict[str, Any], into: Path) -> None:
    for name, (value,) in facts([found]):
        click.echo(f"{name}: {value}")
    click.echo(f"trace {found['trace'][:16]}; the report is {into / 'report.html'}")


def _clock(text: str) -> time:
    hour, _, minute = text.partition(":")
    return time(int(hour), int(minute or 0))


def _team(text: str) -> Team:
    spoken, _, many = text.partition("=")
    languages = tuple(one for one in LANGUAGES if one in spoken.split("+"))
    if not languages or set(languages) != set(spoken.split("+")):
        raise ValueError(f"{spoken!r} is not of {', '.join(LANGUAGES)}")
    return Team(languages, int(many))
