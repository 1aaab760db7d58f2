"""`ivr simnet`: runs the simulated network, and phones through one that is running.

Exit codes: 0 done, 1 refused or failed (one sentence on standard error), 2 wrongly called.
"""

import asyncio
import os
import re
from typing import Any, Final

import click

from ivr.simnet.faults.commands import faults
from ivr.simnet.reaching import reaches_network
from ivr.simnet.transcript import Transcript, time_of_day
from ivr.simnet.visitor import NoAnswerError, Visitor

_E164: Final = re.compile(r"\+[1-9][0-9]{6,14}")
_ENTRIES: Final = re.compile(r"[0-9*#]+(,[0-9*#]+)*")


class _Number(click.ParamType[str]):
    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """A number in E.164 form."""
        if not _E164.fullmatch(str(value)):
            self.fail(f"{value!r} is not in international form, such as +358401234567", param, ctx)
        return str(value)


class _Entries(click.ParamType[tuple[str, ...]]):
    name = "entries"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        """Entries of keys, one a question."""
        if isinstance(value, tuple):
            return value
        if not _ENTRIES.fullmatch(str(value)):
            self.fail(f"{value!r}: keys 0-9 * #, a comma between entries, as in 1,1,1", param, ctx)
        return tuple(str(value).split(","))


class _Sentences(click.Group):
    """Says in a sentence what a network refuses."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except NoAnswerError as error:
            raise click.ClickException(str(error)) from error


@click.group(cls=_Sentences)
def simnet() -> None:
    """The simulated telephone network."""


simnet.add_command(faults)


@simnet.command(add_help_option=False, context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def serve(arguments: tuple[str, ...]) -> None:
    """Run a network until it is told to stop; --help shows its options."""
    from ivr.simnet.server import serve as run
    from ivr.simnet.site import SiteError, site_from

    try:
        asyncio.run(run(site_from(arguments, os.environ)))
    except SiteError as error:
        raise click.ClickException(str(error)) from error


@simnet.command()
@click.argument("caller", type=_Number())
@click.option("--to", type=_Number(), help="Number to dial; the network's first by default.")
@click.option("--press", type=_Entries(), default=(), help="Keys, an entry a question: 1,1,1.")
@click.option("--withheld", is_flag=True, help="Hide the caller's number.")
@click.option("--hang-up-after", type=click.FloatRange(0), help="Seconds after the answer.")
@reaches_network
def dial(
    caller: str,
    to: str | None,
    press: tuple[str, ...],
    withheld: bool,
    hang_up_after: float | None,
    visitor: Visitor,
) -> None:
    """Phone the network as CALLER and print what is said, line by line.

    Each entry is pressed when the question before it has been heard out.
    """
    person = {"does": "caller", "presses": press, "hang_up_after": hang_up_after}
    sid = visitor.dial(caller, to, person, withheld=withheld)
    transcript = Transcript()
    try:
        for event in visitor.follow(sid):
            for line in transcript.lines(event):
                click.echo(line)
    except KeyboardInterrupt:
        visitor.hang_up(sid)
        raise
    if complaint := transcript.complaint("".join(press) if hang_up_after is None else None):
        raise click.ClickException(complaint)


@simnet.command()
@click.option("--all", "ended", is_flag=True, help="Also those that have ended.")
@reaches_network
def legs(ended: bool, visitor: Visitor) -> None:
    """List the legs: who is on the phone with whom."""
    for leg in visitor.legs(live=not ended):
        click.echo(f"{leg['sid']}  {leg['status']:<12} {leg['from_']} -> {leg['to']}")


@simnet.command()
@click.argument("number", type=_Number())
@reaches_network
def texts(number: str, visitor: Visitor) -> None:
    """List the text messages sent to NUMBER."""
    for text in visitor.texts(number):
        moment = time_of_day(text["created_at"])
        click.echo(f"{moment}  {text['status']:<12} {text['from_']}: {text['body']}")
