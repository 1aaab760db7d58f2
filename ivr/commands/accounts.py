"""`ivr staff password`, `pin`, `disable`, `enable`, `reset-totp`: how somebody gets in."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import click
from sqlalchemy.orm import Session

from ivr.commands.office import open_office
from ivr.models import Staff
from ivr.services import accounts, second_steps, staffing
from ivr.services import staff as people

_ACTOR = "system"


@click.command()
@click.argument("name")
def password(name: str) -> None:
    """Give somebody a new password: the first line of standard input. She is logged out."""
    kept = accounts.kept(sys.stdin.readline().rstrip("\r\n"))
    with _account(name) as (session, one, now):
        accounts.set_password(session, one.id, kept, _ACTOR, now)
    click.echo(f"{name} has a new password and is logged out.")


@click.command()
@click.argument("name")
def pin(name: str) -> None:
    """Give somebody a new PIN, which is printed once."""
    with _account(name) as (session, one, now):
        new = accounts.set_pin(session, one, _ACTOR, now)
    click.echo(f"{name} has a new PIN: {new}")


@click.command()
@click.argument("name")
def disable(name: str) -> None:
    """Close somebody's account: she is logged out; a call of hers goes on to its end."""
    with _account(name) as (session, one, now):
        taken = staffing.disable(session, one, _ACTOR, now)
    told = f" Phone times taken back: {len(taken)}; the citizens are told." if taken else ""
    click.echo(f"{name} can't log in any more and is logged out.{told}")


@click.command()
@click.argument("name")
def enable(name: str) -> None:
    """Open somebody's account again: all is as it was, and she is off duty."""
    with _account(name) as (session, one, now):
        staffing.enable(session, one, _ACTOR, now)
    click.echo(f"{name} can log in again.")


@click.command("reset-totp")
@click.argument("name")
def reset_totp(name: str) -> None:
    """Forget a lost authenticator and its recovery codes: the password is enough until another."""
    with _account(name) as (session, one, now):
        second_steps.remove(session, one.id, _ACTOR, now)
    click.echo(f"{name} logs in by the password alone until an authenticator is added.")


@contextmanager
def _account(name: str) -> Iterator[tuple[Session, Staff, datetime]]:
    """The one of that name, in a transaction. Raises UnknownStaff."""
    with open_office() as office, office.database.writing() as session:
        yield session, people.by_name(session, name), office.clock.now()
