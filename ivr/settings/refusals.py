"""What the environment may not be: each refusal names the variable and the way out."""

import re
import tomllib
from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import urlsplit

from ivr.clock import clock_from
from ivr.settings.environment import SAMPLE_SECRET, Environment

_E164 = re.compile(r"\+[1-9]\d{6,14}")
# Twilio: 1-11 ASCII letters, digits and spaces, at least one letter. Traficom: only single spaces.
_SENDER = re.compile(r"(?=.{1,11}$)(?=.*[A-Za-z])[0-9A-Za-z]+( [0-9A-Za-z]+)*")
_DATABASE = re.compile(r"sqlite:///.|postgresql(\+psycopg)?://.")
_PLACEHOLDER = re.compile(r"(\d)\1{5}|1234567")


def malformed(given: Environment) -> Iterator[str]:
    """What is wrong with the values themselves, wherever they are used."""
    yield from _wrong_addresses(given)
    yield from _wrong_account(given)
    yield from _wrong_numbers(given)
    yield from _wrong_clock(given)
    yield from _wrong_provider(given)
    if not given.agency_path.is_file():
        yield "AGENCY_FILE names no file: give the path of the agency's file, or leave it empty."
    if given.recordings_folder and not given.recordings_folder.is_dir():
        yield "RECORDINGS names no folder: give its path, or leave it empty."


def missing_for_calls(given: Environment) -> Iterator[str]:
    """What a process lacks that takes or places calls."""
    if not given.public_url:
        yield "PUBLIC_URL is missing: set the address at which Twilio reaches this service."
    if not given.twilio_account_sid:
        yield "TWILIO_ACCOUNT_SID is missing: copy it from the account's console."
    if not given.auth_tokens:
        yield "TWILIO_AUTH_TOKEN is missing: copy it from the account's console."


def unfit_for_production(given: Environment) -> Iterator[str]:
    """What is good enough for development alone."""
    yield from missing_for_calls(given)
    yield from _weak_secrets(given)
    yield from _sample_agency(given)
    if given.clock:
        yield "CLOCK must be unset in production: real citizens live in real time."
    if is_loopback(given.twilio_api_url):
        yield "TWILIO_API_URL must not be this machine in production: unset it to use Twilio."
    if given.public_url and (is_loopback(given.public_url) or not _is_https(given.public_url)):
        yield "PUBLIC_URL must be a public https address in production."
    if given.phone_number and is_placeholder(given.phone_number):
        yield "PHONE_NUMBER is a placeholder: set the agency's real number."


def is_placeholder(number: str) -> bool:
    """Whether a number only stands for one: six equal digits in a row, or 1234567."""
    return _PLACEHOLDER.search(number) is not None


def is_loopback(url: str) -> bool:
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return False
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _wrong_addresses(given: Environment) -> Iterator[str]:
    if not re.match(
        r"sqlite:///.|postgresql(\+psycopg)?://.", given.database_url.get_secret_value()
    ):
        yield "DATABASE_URL must be sqlite:///path or postgresql://user:password@host/name."
    if given.public_url and not _is_origin(given.public_url):
        yield "PUBLIC_URL must be http(s)://host[:port] without path, query or password."
    if given.twilio_api_url and not _is_origin(given.twilio_api_url):
        yield "TWILIO_API_URL must be http(s)://host[:port] without path, query or password."
    if given.twilio_api_url and (given.twilio_edge or given.twilio_region):
        yield "TWILIO_EDGE and TWILIO_REGION must be unset while TWILIO_API_URL is set."


def _wrong_account(given: Environment) -> Iterator[str]:
    if given.twilio_account_sid and not re.fullmatch(r"AC[0-9a-f]{32}", given.twilio_account_sid):
        yield "TWILIO_ACCOUNT_SID must be AC and 32 hexadecimal digits, as the console shows it."
    if len(given.auth_tokens) > 2:
        yield "TWILIO_AUTH_TOKEN takes at most two tokens: the new one first, then the old one."


def _wrong_numbers(given: Environment) -> Iterator[str]:
    if given.phone_number and not _E164.fullmatch(given.phone_number):
        yield "PHONE_NUMBER must be in E.164: a plus sign, the country code, the number."
    if given.sms_sender and not (
        _E164.fullmatch(given.sms_sender) or _SENDER.fullmatch(given.sms_sender)
    ):
        yield (
            "SMS_SENDER must be an E.164 number, or a name of at most 11 letters (a-z), digits"
            " and single spaces."
        )


def _wrong_clock(given: Environment) -> Iterator[str]:
    if not given.clock:
        return
    try:
        clock_from(given.clock)
    except ValueError as error:
        yield f"CLOCK is wrong: {error}."
    if not is_loopback(given.twilio_api_url):
        yield "CLOCK needs a TWILIO_API_URL on this machine: unset CLOCK, or use the stand-in."


def _wrong_provider(given: Environment) -> Iterator[str]:
    if not given.oidc_issuer:
        return
    if not (given.oidc_issuer.startswith("https://") or is_loopback(given.oidc_issuer)):
        yield "OIDC_ISSUER must be an https:// address, as the provider writes it."
    if not given.oidc_client_id:
        yield "OIDC_CLIENT_ID is missing: register this service at the provider."
    if not given.oidc_client_secret.get_secret_value():
        yield "OIDC_CLIENT_SECRET is missing: copy it from the provider."
    if not given.public_url:
        yield "PUBLIC_URL is missing: the provider sends people back there."


def _weak_secrets(given: Environment) -> Iterator[str]:
    key = given.secret_key.get_secret_value()
    if key == SAMPLE_SECRET or len(key) < 32 or len(set(key)) < 12:
        yield "SECRET_KEY is weak or the sample: set at least 32 random characters."
    if any(len(token) < 32 or len(set(token)) < 8 for token in given.auth_tokens):
        yield "TWILIO_AUTH_TOKEN is weak or a sample: copy the real one from the account's console."
    if 0 < len(given.metrics_token.get_secret_value()) < 16:
        yield "METRICS_TOKEN is weak: set at least 16 random characters, or none."
    if given.twilio_account_sid and len(set(given.twilio_account_sid[2:])) < 6:
        yield "TWILIO_ACCOUNT_SID is a sample: copy the real one from the account's console."


def _sample_agency(given: Environment) -> Iterator[str]:
    if given.agency_path.is_file():
        try:
            agency = tomllib.loads(given.agency_path.read_text())
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            yield f"AGENCY_FILE can't be read: {error}."
            return
        if agency.get("sample"):
            yield (
                "AGENCY_FILE is the sample agency: describe your own in a copy, and take out"
                " `sample = true` there."
            )


def _is_origin(url: str) -> bool:
    try:
        parts = urlsplit(url)
        plain = parts.port != 0 and parts.username is None
    except ValueError:
        return False
    rest = (parts.path, parts.query, parts.fragment)
    return parts.scheme in ("http", "https") and bool(parts.hostname) and plain and not any(rest)


def _is_https(url: str) -> bool:
    return urlsplit(url).scheme == "https"
