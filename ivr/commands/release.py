"""`ivr upgrade` and `ivr seed`: what a new version does before it starts. Harmless if repeated."""

import click

from ivr.commands.office import open_office
from ivr.migrations import upgrade as upgrade_schema
from ivr.services.agency import AgencyFile, BadAgency, read_agency
from ivr.services.seed import seed as seed_agency
from ivr.settings import Settings, is_placeholder, read_settings


@click.command()
def upgrade() -> None:
    """Bring the database's tables to this version."""
    upgrade_schema(read_settings().database_url.get_secret_value())
    click.echo("The tables are those of this version.")


@click.command()
@click.option("--demo", is_flag=True, help="Also add people, and print their logins and PINs.")
def seed(demo: bool) -> None:
    """Put the agency's lines and calendar into the database where they are missing."""
    with open_office() as office:
        agency = read_agency(office.settings.agency_path)
        _refuse_placeholders(office.settings, agency)
        with office.database.writing() as session:
            added = seed_agency(session, agency, office.clock.now(), office.settings.phone_number)
    click.echo(f"Added {added['lines']} lines and {added['days']} calendar days.")


def _refuse_placeholders(settings: Settings, agency: AgencyFile) -> None:
    """Production rings from real numbers; the default line's may come from PHONE_NUMBER."""
    own = agency.lines[1:] if settings.phone_number else agency.lines
    if settings.production and (
        placeholders := [line.key for line in own if is_placeholder(line.number)]
    ):
        raise BadAgency(f"line {', '.join(placeholders)}: its number is a placeholder")
