"""`ivr backup`: all that is stored, into one file, while everything runs."""

from pathlib import Path

import click

from ivr.services import backups
from ivr.settings import read_settings


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def backup(file: Path) -> None:
    """Store everything as it is at this moment in FILE, which must not exist yet."""
    found = backups.take(read_settings().database_url.get_secret_value(), file)
    rows = sum(found.rows.values())
    click.echo(f"{file}: {rows} rows of {len(found.rows)} tables, read through once.")
    click.echo("It holds citizens' numbers: encrypt it, and delete it in time.")
