"""Somebody before a browser, who reloads when there was no answer."""

import re
from collections.abc import Callable
from functools import partial
from typing import Final

from werkzeug.test import TestResponse

from ivr.app import create_app
from ivr.settings import Settings
from ivr.simnet.jump import Jump
from scheduler.world.office import ORIGIN, SECRET, Wall
from tests.crashes.cast import Cast
from tests.web.visitors import Visitor

MOST_TRIES: Final = 20


class Browser:
    """Its cookies outlive the process that answers."""

    def __init__(self, cast: Cast) -> None:
        self._cast = cast
        settings = Settings(
            _env_file=None,
            public_url=ORIGIN,
            twilio_account_sid=cast.world.network.settings.account_sid,
            twilio_auth_token=cast.world.network.settings.auth_token,
            secret_key=SECRET,
        )
        clock = cast.world.network.clock
        assert isinstance(clock, Jump)
        self._open = partial(create_app, settings, database=cast.world.database, clock=Wall(clock))
        self._visitor = Visitor(self._open().test_client())

    async def gets(self, path: str, wanted: str) -> str:
        """What a page says of that kind; nothing if there was no such answer."""
        page = await self._asks(lambda: self._visitor.get(path))
        found = re.search(wanted, page.text) if page and page.status_code == 200 else None
        return found[found.lastindex or 0] if found else ""

    async def sends(self, path: str, **fields: str) -> None:
        await self._asks(lambda: self._visitor.post(path, **fields))

    async def logs_in(self, name: str) -> None:
        while not await self.gets("/queue", "</html>"):
            await self._asks(lambda: self._visitor.log_in(name))

    async def insists(self, path: str, is_so: Callable[[], bool], **fields: str) -> None:
        """Sends a form until it is seen to be so."""
        for _ in range(MOST_TRIES):
            if is_so():
                return
            await self.sends(path, **fields)
            await self._cast.after(5)

    async def _asks(self, ask: Callable[[], TestResponse]) -> TestResponse | None:
        answer = await self._cast.does(ask)
        if answer is None:
            self._visitor.client.application = self._open()
        await self._cast.after(1)
        return answer
