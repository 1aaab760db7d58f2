"""What happened on the network, in order: the one thing that pages and commands read."""

import asyncio
import json
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import count, takewhile
from typing import IO, Any, Literal

Kind = Literal[
    "begin", "crowd", "call", "status", "ring", "answer", "refuse", "say", "play", "ask", "key",
    "hang-up", "request", "response", "problem", "bridge", "text", "end", "fault", "copy", "lost",
]  # fmt: skip
UNREAD = 1_000
"""How many events wait for a slow subscriber; older ones are dropped."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened; `number` counts from 1, `sid` names the call or text."""

    number: int
    at: datetime
    sid: str
    kind: Kind
    data: Mapping[str, Any]

    def as_json(self) -> str:
        """The event as one line of JSON."""
        return json.dumps(asdict(self) | {"at": self.at.isoformat()}, ensure_ascii=False)


class Subscription:
    """One reader's place in the stream; a reader who is too slow loses the oldest events."""

    def __init__(self) -> None:
        self._unread: deque[Event] = deque(maxlen=UNREAD)
        self._news = asyncio.Event()

    def put(self, event: Event) -> None:
        """Adds what just happened."""
        self._unread.append(event)
        self._news.set()

    async def next(self) -> Event:
        """The next event, as soon as there is one."""
        while not self._unread:
            self._news.clear()
            await self._news.wait()
        return self._unread.popleft()

    async def batch(self) -> tuple[Event, ...]:
        """All unread events, as soon as there is one."""
        first = await self.next()
        rest = tuple(self._unread)
        self._unread.clear()
        return (first, *rest)


class EventLog:
    """The newest events; every new one also goes to the file and to all subscribers."""

    def __init__(self, remembered: int, file: IO[str] | None = None) -> None:
        self._events: deque[Event] = deque(maxlen=remembered)
        self._numbers = count(1)
        self._file = file
        self._subscriptions: list[Subscription] = []
        self._listeners: list[Callable[[Event], None]] = []

    def note(self, at: datetime, sid: str, kind: Kind, **data: Any) -> None:
        """Records that something happened."""
        event = Event(next(self._numbers), at, sid, kind, data)
        self._events.append(event)
        for subscription in self._subscriptions:
            subscription.put(event)
        if self._file is not None:
            self._file.write(event.as_json() + "\n")
            self._file.flush()
        for hear in self._listeners:
            hear(event)

    def listen(self, hear: Callable[[Event], None]) -> None:
        """From now on tells `hear` of every event in the moment in which it happens."""
        self._listeners.append(hear)

    @property
    def newest(self) -> int:
        """The number of the newest event; 0 before the first."""
        return self._events[-1].number if self._events else 0

    def after(self, number: int = 0, sid: str | None = None) -> tuple[Event, ...]:
        """The remembered events with a greater number, of one call or text if `sid` is given."""
        newer = list(takewhile(lambda event: event.number > number, reversed(self._events)))
        return tuple(event for event in reversed(newer) if sid is None or event.sid == sid)

    @contextmanager
    def subscribe(self, after: int | None = None) -> Iterator[Subscription]:
        """Follows the log while entered, beginning with the remembered events after `after`."""
        subscription = Subscription()
        for event in self.after(after) if after is not None else ():
            subscription.put(event)
        self._subscriptions.append(subscription)
        try:
            yield subscription
        finally:
            self._subscriptions.remove(subscription)
