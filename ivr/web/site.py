"""What every view works with: settings in the form in which they are used, database and clock."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from flask import current_app

from flows.rules.languages import Language
from ivr.clock import Clock
from ivr.db import Database
from ivr.services.exchange import Exchange
from ivr.services.samples import Words
from ivr.services.second_steps import Safe
from ivr.telephony.recordings import Recordings
from ivr.telephony.twiml import Renderer
from ivr.web.provider import Provider

Names = Mapping[Language, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Site:
    """One running web process. `origin` is our PUBLIC_URL without a slash at its end; `spare`
    writes answers that need no database, `unrecorded` those after one that could not be used."""

    origin: str
    account: str
    tokens: tuple[str, ...]
    database: Database
    clock: Clock
    exchange: Exchange
    unrecorded: Exchange
    recordings: Recordings
    spare: Renderer
    names: Callable[[], Names]
    samples: Callable[[], Words]
    """The longest words that a call can bring, for showing sentences without a call."""
    metrics_token: str
    safe: Safe
    two_steps: bool
    """Whether supervisors and administrators have to log in by two steps."""
    provider: Provider | None
    """The organisation's own provider of logins, where there is one."""

    def now(self) -> datetime:
        return self.clock.now()


def site() -> Site:
    """The site of the app that handles this request."""
    return cast(Site, current_app.extensions["takaisinsoitto"])
