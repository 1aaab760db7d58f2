"""What can be set on a simulated network, with the values the real one has by default."""

from dataclasses import dataclass

from ivr.simnet.faults import Fault

ACCOUNT_SID = "AC51" + "0" * 30
"""A made-up account: 34 characters like a real one, and the only one accepted here."""
AUTH_TOKEN = "51" + "0" * 30
"""The made-up account's secret, which is none."""


@dataclass(frozen=True, slots=True)
class Settings:
    """One network's settings; spans of time are (least, most) virtual seconds.

    `calls_per_second`: API calls above it wait in line (Twilio: 1 per account by default).
    `latency`: between something happening and the request that tells of it; drawn by the seed,
    so it also decides whether call control or the status callback comes first.
    `setup`: between dialling and the first ring, or the busy tone.
    `budget`: real seconds for a webhook's whole answer, retries and redirects included (Twilio:
    15).
    `dialable`: prefixes that may be called (Twilio: geographic permissions).
    `senders`: alphanumeric names that texts may come from.
    `remembered`: how many ended legs, how many texts and how many events are kept.
    `faults`: what goes wrong from the beginning.
    """

    account_sid: str = ACCOUNT_SID
    auth_token: str = AUTH_TOKEN
    seed: int = 0
    calls_per_second: float = 1.0
    latency: tuple[float, float] = (0.02, 0.25)
    setup: tuple[float, float] = (0.5, 2.0)
    budget: float = 15.0
    dialable: tuple[str, ...] = ("+358",)
    senders: tuple[str, ...] = ()
    withheld: str = "anonymous"
    live_legs: int = 500
    remembered: int = 20_000
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Number:
    """One number rented from the network, in E.164, and where its webhooks lead.

    Twilio calls these VoiceUrl, VoiceFallbackUrl, StatusCallback and SmsUrl of the number.
    """

    e164: str
    voice_url: str
    fallback_url: str = ""
    status_url: str = ""
    text_url: str = ""
