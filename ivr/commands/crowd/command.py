"""The commands themselves. What they need of the product is loaded when they are called."""

from datetime import datetime
from pathlib import Path
from typing import Any, Final

import click

from ivr.commands.crowd.report import Report, replayed, told
from ivr.commands.crowd.watch import attend, attend_replay
from ivr.simnet.visitor import NoAnswerError, Visitor

_MONDAY: Final = datetime(2026, 11, 23)  # noqa: DTZ001  (a date for click)
_PORT: Final = 8400


class _Hours(click.ParamType[tuple[int, int]]):
    name = "hours"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, int]:
        """Two full hours, such as 9-16."""
        begins, dash, ends = str(value).partition("-")
        if not (dash and begins.isdigit() and ends.isdigit() and int(begins) < int(ends) <= 24):
            self.fail(f"{value!r} is not two full hours of a day, such as 9-16", param, ctx)
        return int(begins), int(ends)


_speed = click.option(
    "--speed", type=click.FloatRange(1, 60), help="Times as fast as real time; 60 by default."
)
_port = click.option(
    "--port",
    default=_PORT,
    type=click.IntRange(1024, 65534),
    help="Port of the pages; the telephone network takes the next one.",
)


@click.command()
@click.argument("citizens", type=click.IntRange(1, 10_000))
@click.option("--seed", default=1, type=click.IntRange(0, 10**6), help="Decides who does what.")
@_speed
@click.option("--hours", default="9-16", type=_Hours(), help="When they call, Helsinki time.")
@click.option(
    "--date", "day", default=_MONDAY, type=click.DateTime(["%Y-%m-%d"]), help="On which day."
)
@click.option("--agents", type=click.IntRange(0, 200), help="As many as are needed by default.")
@click.option("--faults", type=click.Path(path_type=Path), help="TOML file of what is to go wrong.")
@click.option("--events", type=click.Path(path_type=Path), help="File for the network's events.")
@_port
@click.option("--network", help="A running network to use instead of an own one.")
def crowd(
    citizens: int,
    seed: int,
    speed: float | None,
    hours: tuple[int, int],
    day: datetime,
    agents: int | None,
    faults: Path | None,
    events: Path | None,
    port: int,
    network: str | None,
) -> None:
    """Let CITIZENS drawn people call, be called back and talk; tell how it went.

    Everything is started for it and ends with it: the product, in a temporary folder, and the
    network with a clock of its own. Exit code 1 if the network saw a promise broken or an answer
    that it could not use. Ctrl-C ends it early, with what has been seen so far.
    """
    click.echo(f"seed {seed}")
    wanted = {"citizens": citizens, "seed": seed, "hours": hours}
    if network is not None:
        _finish(attend(_running(network, speed), wanted, hours, click.echo))
        return
    from ivr.commands.crowd.stage import Wish, stage

    wish = Wish(seed, citizens, day.date(), hours, speed or 60, agents, faults, events, None)
    with stage(wish, port) as (visitor, posts):
        _finish(attend(visitor, wanted | {"posts": posts}, hours, click.echo))


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@_speed
@_port
def replay(file: Path, speed: float | None, port: int) -> None:
    """Let people do again what they did in the run whose events are in FILE.

    FILE was written by `ivr simnet crowd --events FILE`. The product and the network are started
    anew as they were then; the same people dial, press, answer and hang up at the same cues.
    Exit code 1 if less than all of it could be done again.
    """
    from ivr.commands.crowd.stage import stage, wish_of

    with stage(wish_of(file, speed), port) as (visitor, _):
        outcome = attend_replay(visitor, click.echo)
    click.echo(replayed(outcome))
    if outcome["done"] < outcome["acts"]:
        raise click.exceptions.Exit(1)


def _running(network: str, speed: float | None) -> Visitor:
    visitor = Visitor(network)
    runs_at = visitor.crowd()["speed"]
    if speed is not None and speed != runs_at:
        raise NoAnswerError(f"the network at {network} runs at speed {runs_at:g}, not {speed:g}")
    return visitor


def _finish(report: Report) -> None:
    click.echo(told(report))
    if report.is_bad:
        raise click.exceptions.Exit(1)
