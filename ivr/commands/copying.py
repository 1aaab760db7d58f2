"""`ivr copy`: from SQLite to PostgreSQL, when an agency has outgrown one machine."""

import click

from ivr.clock import clock_from
from ivr.services import copies
from ivr.settings import Refused, read_settings

_URL_HELP = "The PostgreSQL database to fill: postgresql://user@host/name, a new one of its own."
_DONE = """\
{rows} rows of {tables} tables are there, and the same as here.
Set DATABASE_URL to the new address and start web and scheduler again, on as many machines as
you like. The file here can be read and no longer be written: keep it as long as a backup."""


@click.command()
@click.option("--to", "target", metavar="URL", help=_URL_HELP)
@click.option("--give-up", is_flag=True, help="Let the file be written again: nothing has moved.")
def copy(target: str | None, give_up: bool) -> None:
    """Copy everything from SQLite to PostgreSQL, and go on with a copy that was broken off.

    From its beginning on nothing is written here: callers are asked to call later, nobody is
    dialled.
    """
    if give_up == bool(target):
        raise click.UsageError("Say either --to URL or --give-up.")
    settings = read_settings()
    source = settings.database_url.get_secret_value()
    if target is None:
        _give_up(source)
        return
    rows = copies.copy(source, target, clock_from(settings.clock).now(), _tell)
    click.echo(_DONE.format(rows=sum(rows.values()), tables=len(rows)))


def _give_up(source: str) -> None:
    if not copies.give_up(source):
        raise Refused(("The database is not at a standstill: there is nothing to give up.",))
    click.echo("The file is written again. What was copied is out of date: empty it.")


def _tell(table: str, rows: int) -> None:
    click.echo(f"{table}: {rows} rows", err=True)
