"""Where and for whom a network runs, read from arguments and environment.

The environment is the application's own, so that both sides agree: PUBLIC_URL, PHONE_NUMBER,
SMS_SENDER, TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_API_URL (its port) and CLOCK.
"""

import argparse
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from ivr.simnet.clock import Clock, clock_from
from ivr.simnet.faults import BadFaultError, Fault
from ivr.simnet.faults.file import read as read_faults
from ivr.simnet.numbering import is_e164
from ivr.simnet.settings import ACCOUNT_SID, AUTH_TOKEN, Number, Settings
from ivr.simnet.transport import is_loopback

PORT = 5001
NUMBER = "+358295000000"


class SiteError(Exception):
    """The network cannot start, in one sentence."""


@dataclass(frozen=True, slots=True)
class Site:
    """Where the network listens and whom it serves; `remote` allows other machines."""

    host: str
    port: int
    numbers: tuple[Number, ...]
    clock: Clock
    settings: Settings
    handsets: tuple[str, ...] = ()
    remote: bool = False
    events: Path | None = None
    replay: Path | None = None


def site_from(arguments: Sequence[str], environment: Mapping[str, str]) -> Site:
    """What arguments (first) and environment (second) ask for.

    Raises SiteError; argparse itself ends the program with 2 for wrong usage.
    """
    given = _parser(environment).parse_args(arguments)
    given.number = given.number or [environment.get("PHONE_NUMBER") or NUMBER]
    _check(given)
    try:
        clock = clock_from(given.clock)
    except ValueError as error:
        raise SiteError(str(error)) from error
    return Site(
        given.host,
        given.port,
        tuple(rent(number, given.app) for number in given.number),
        clock,
        _settings(given),
        tuple(given.handset),
        given.remote,
        given.events,
        given.replay,
    )


def _check(given: argparse.Namespace) -> None:
    if not given.remote and not is_loopback(given.host):
        raise SiteError(f"{given.host} is not this machine; --remote allows that")
    if not urlsplit(given.app).netloc:
        raise SiteError("whose calls? give the application's address: --app URL or PUBLIC_URL")
    if not 0 < given.port < 65_536:
        raise SiteError(f"{given.port} is no port: 1 to 65535")
    if not 0 < given.calls_per_second <= 1_000:
        raise SiteError("--calls-per-second must be above 0, and at most 1000")
    for number in (*given.number, *given.handset):
        if not is_e164(number):
            raise SiteError(f"{number!r} is not a number in E.164 form, such as {NUMBER}")


def rent(e164: str, app: str) -> Number:
    """A number whose webhooks lead to the application at the address `app`."""
    app = app.rstrip("/")
    return Number(
        e164,
        voice_url=f"{app}/voice/incoming",
        fallback_url=f"{app}/voice/fallback",
        status_url=f"{app}/voice/status",
        text_url=f"{app}/sms/incoming",
    )


def _settings(given: argparse.Namespace) -> Settings:
    return Settings(
        account_sid=given.account_sid,
        auth_token=given.auth_token.partition(",")[0],
        seed=given.seed,
        calls_per_second=given.calls_per_second,
        senders=tuple(given.sender),
        faults=_faults(given.faults),
    )


def _faults(path: Path | None) -> tuple[Fault, ...]:
    try:
        return read_faults(path) if path else ()
    except BadFaultError as error:
        raise SiteError(str(error)) from error


def _port_of(url: str) -> int:
    try:
        return urlsplit(url).port or PORT
    except ValueError:
        raise SiteError(f"TWILIO_API_URL: {url!r} has no proper port") from None


def _parser(environment: Mapping[str, str]) -> argparse.ArgumentParser:
    def known(name: str, default: str = "") -> str:
        return environment.get(name) or default

    parser = argparse.ArgumentParser(
        prog="python -m ivr.simnet", description="A simulated telephone network."
    )
    add = parser.add_argument
    port = _port_of(known("TWILIO_API_URL"))
    sender = known("SMS_SENDER")
    add("--host", default="127.0.0.1", help="address to listen on")
    add("--port", type=int, default=port, help="port to listen on")
    add("--app", default=known("PUBLIC_URL"), help="the application's address (PUBLIC_URL)")
    add("--number", action="append", help="rented number, may be repeated (PHONE_NUMBER)")
    add("--handset", action="append", default=[], help="number with a phone, may be repeated")
    add("--sender", action="append", default=[sender] if sender else [], help="name of texts")
    add("--account-sid", default=known("TWILIO_ACCOUNT_SID", ACCOUNT_SID))
    add("--auth-token", default=known("TWILIO_AUTH_TOKEN", AUTH_TOKEN))
    add("--clock", default=known("CLOCK"), help="START[@SPEED@EPOCH]")
    add("--seed", type=int, default=secrets.randbelow(10**6), help="decides all that is chance")
    add("--calls-per-second", type=float, default=1.0, help="API calls dialled a second")
    add("--events", type=Path, help="file to which every event is appended; read at start")
    add("--replay", type=Path, help="such a file: people do again what they did in that run")
    add("--faults", type=Path, help="TOML file of what is to go wrong")
    add("--remote", action="store_true", help="also serve and call other machines")
    return parser
