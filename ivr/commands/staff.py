"""`ivr staff`: who works here, and what each of them is doing."""

import sys
from typing import cast

import click

from flows.rules.languages import Language
from ivr.commands import accounts
from ivr.commands.office import open_office
from ivr.services import agents
from ivr.services import staff as people
from ivr.services.agents import Wanted
from ivr.services.contacts import Keyer
from ivr.services.staff import ROLES, Newcomer, Role

_COLUMNS = "{:<20} {:<11} {:<9} {:<10} {}"


@click.group()
def staff() -> None:
    """Add people to the staff, list them, set what they are doing and how they get in."""


for _one in (
    accounts.password,
    accounts.pin,
    accounts.disable,
    accounts.enable,
    accounts.reset_totp,
):
    staff.add_command(_one)


@staff.command()
@click.option("--name", required=True, help="Login name.")
@click.option("--role", required=True, type=click.Choice(list(ROLES)))
@click.option("--phone", required=True, help="Telephone on which calls come: +358…")
@click.option("--languages", required=True, help="In order of preference: fi,sv")
@click.option("--lines", default="all", show_default=True, help="Keys of lines: general,…")
def add(name: str, role: str, phone: str, languages: str, lines: str) -> None:
    """Add somebody. The password is the first line of standard input; the PIN is printed once."""
    password = sys.stdin.readline().rstrip("\r\n")
    newcomer = Newcomer(
        name=name,
        role=cast(Role, role),
        phone=phone,
        languages=cast(tuple[Language, ...], _words(languages)),
        password=password,
        line_keys=None if lines == "all" else _words(lines),
    )
    with open_office() as office:
        keyer = Keyer(office.settings.secret_key.get_secret_value())
        with office.database.writing() as session:
            pin = people.add(session, keyer, newcomer, office.clock.now())
    click.echo(f"{name} is on the staff. PIN: {pin}")


@staff.command("list")
def list_() -> None:
    """Print the staff, one a line."""
    with open_office() as office, office.database.reading() as session:
        click.echo(_COLUMNS.format("NAME", "ROLE", "STATE", "LANGUAGES", "LINES"))
        for one in people.every(session):
            served = "all" if one.line_keys is None else ",".join(one.line_keys)
            languages = ",".join(one.languages)
            click.echo(_COLUMNS.format(one.name, one.role, one.state, languages, served))


@staff.command()
@click.argument("name")
@click.argument("wanted", metavar="ready|paused|off", type=click.Choice(["ready", "paused", "off"]))
def state(name: str, wanted: str) -> None:
    """Set what somebody is doing. Whoever is in a call finishes it first."""
    with open_office() as office, office.database.writing() as session:
        agent = people.by_name(session, name)
        now = office.clock.now()
        agents.set_state(session, agent, cast(Wanted, wanted), actor="system", now=now)
        later = f", {wanted} after the call" if agent.state not in (wanted, "wrapup") else ""
        click.echo(f"{name}: {agent.state}{later}")


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())
