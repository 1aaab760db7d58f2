"""`ivr upgrade` and `ivr seed`: what a new version does before it starts. Harmless if repeated."""

import click

from ivr.commands.office import Office, open_office
from ivr.migrations import upgrade as upgrade_schema
from ivr.services import diaries
from ivr.services.agency import AgencyFile, read_agency
from ivr.services.sample_staff import add_sample_staff
from ivr.services.seed import seed as seed_agency
from ivr.settings import Refused, Settings, is_placeholder, read_settings
from ivr.telephony.recordings import read_recordings


@click.command()
def upgrade() -> None:
    """Bring the database's tables to this version."""
    upgrade_schema(read_settings().database_url.get_secret_value())
    click.echo("The tables are those of this version.")


@click.command()
@click.option("--demo", is_flag=True, help="Also add sample people, and print their logins.")
def seed(demo: bool) -> None:
    """Put the agency's lines and calendar into the database where they are missing."""
    with open_office() as office:
        agency = read_agency(office.settings.agency_path)
        read_recordings(office.settings.recordings_folder)  # unfit ones are refused here, too
        _refuse_samples(office.settings, agency, demo)
        with office.database.writing() as session:
            added = seed_agency(session, agency, office.clock.now(), office.settings.phone_number)
        click.echo(
            f"Added {added['lines']} lines, {added['points']} service points"
            f" and {added['days']} calendar days."
        )
        if demo:
            _add_people(office)


def _add_people(office: Office) -> None:
    secret = office.settings.secret_key.get_secret_value()
    with office.database.writing() as session:
        logins = add_sample_staff(session, secret, office.clock.now())
        diaries.extend(session, office.clock.now())  # there are agents now who call at times
    for login in logins:
        click.echo(
            f"Login {login.name}, password {login.password}: {login.role},"
            f" telephone {login.phone}, PIN {login.pin}"
        )


def _refuse_samples(settings: Settings, agency: AgencyFile, demo: bool) -> None:
    """Production has its own people and numbers; PHONE_NUMBER may give the default line's."""
    if not settings.production:
        return
    if demo:
        raise Refused(("Sample people are refused in production: use `ivr staff add`.",))
    lines = agency.lines[1:] if settings.phone_number else agency.lines
    if placeholders := [line.key for line in lines if is_placeholder(line.number)]:
        raise Refused((f"line {', '.join(placeholders)}: its number is a placeholder",))
