"""`python -m scheduler`: keeps time until it is told to stop. Any number of them may run."""

import sys

import structlog

from ivr import logs
from ivr.commands.office import NotUpgraded, Office, open_office
from ivr.db import Unavailable
from ivr.services.agency import BadAgency, read_agency
from ivr.services.seals import Sealer
from ivr.settings import Refused, read_settings
from ivr.telephony.client import Twilio
from scheduler import restored
from scheduler.asking import Asking
from scheduler.beats import KEEPING, SWEEPING, Beat, Skipped, calm, metronome, seconds_between
from scheduler.dial import Dial
from scheduler.sealing import Sealing
from scheduler.stopping import Stopping
from scheduler.texts import Texts
from scheduler.upkeep import Keeping, Upkeep

_log = structlog.get_logger(__name__)


def main() -> int:
    """Runs until SIGTERM or SIGINT; the exit code. What is under way then is finished."""
    logs.configure()
    try:
        read_settings(for_calls=True)
        with open_office() as office:
            _keep_time(office)
    except (Refused, NotUpgraded, BadAgency, Unavailable) as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
    return 0


def _keep_time(office: Office) -> None:
    stopping, skipped = Stopping(), Skipped()
    beats = _beats(office, stopping, skipped)
    scheduler = metronome(beats, skipped)
    stopping.heed_signals(scheduler)
    restored.tell(office.database)
    for beat in beats:  # a sign of life, and whatever has waited for us, at once
        calm(beat)()
    _log.info("scheduler started", beats=[beat.name for beat in beats])
    if not stopping():
        scheduler.start()
        stopping.finish()
    _log.info("scheduler stopped")


def _beats(office: Office, stopping: Stopping, skipped: Skipped) -> tuple[Beat, ...]:
    database, now = office.database, office.clock.now
    often = seconds_between(office.clock.speed)
    settings = office.settings
    upkeep = Upkeep(database, _dialler(office), now, stopping, skipped)
    texts = Texts(database, _dialler(office), now, stopping, settings.sms_sender)
    sealer = Sealer(settings.secret_key.get_secret_value())
    keeping = Keeping(database, now, stopping, read_agency(settings.agency_path).short_days)
    return (
        Beat("upkeep", SWEEPING, upkeep),
        Beat("asking", SWEEPING, Asking(database, _dialler(office), now, stopping)),
        Beat("dial", often, Dial(database, _dialler(office), now, stopping)),
        Beat("texts", often, texts),
        Beat("keeping", KEEPING, keeping),
        Beat("sealing", KEEPING, Sealing(database, sealer, now, stopping)),
    )


def _dialler(office: Office) -> Twilio:
    """Each beat has its own, since they run in threads of their own."""
    settings = office.settings
    return Twilio(
        account=settings.twilio_account_sid,
        token=settings.auth_tokens[0],
        origin=settings.public_url,
        api_url=settings.twilio_api_url,
    )


if __name__ == "__main__":
    sys.exit(main())
