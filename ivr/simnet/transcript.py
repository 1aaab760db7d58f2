"""A call in words: what was said and pressed, and whether it went as it should."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

_HERE = ZoneInfo("Europe/Helsinki")


def time_of_day(moment: str) -> str:
    """An ISO moment as the clock on the wall shows it in Finland."""
    return f"{datetime.fromisoformat(moment).astimezone(_HERE):%H:%M:%S}"


class Transcript:
    """Takes the events of one call, one after the other."""

    def __init__(self) -> None:
        self._pressed = ""
        self._status = ""
        self._fatal = ""

    def lines(self, event: Mapping[str, Any]) -> Iterator[str]:
        """The event as lines to read; most events have none."""
        if words := self._words(event["kind"], event["data"]):
            yield f"{time_of_day(event['at'])}  {words}"

    def _words(self, kind: str, data: Mapping[str, Any]) -> str:
        match kind:
            case "say":
                return f"{data['language'].partition('-')[0]}  {data['text']}"
            case "play":
                return f"♪   {data['digits'] or '[recording ' + data['name'] + ']'}"
            case "key":
                self._pressed += data["key"] if data["taken"] else ""
                return f">   {data['key']}{'' if data['taken'] else '  (nothing waited for it)'}"
            case "bridge":
                return "--  connected"
            case "problem":
                return self._problem(data)
            case "end":
                self._status = data["status"]
                return f"--  ended: {data['status']}"
            case _:
                return ""

    def _problem(self, data: Mapping[str, Any]) -> str:
        what = f"{data['code'] or 'lint'}: {data['what']}"
        if data["fatal"]:
            self._fatal = self._fatal or what
        return f"!!  {what}"

    def complaint(self, expected: str | None) -> str:
        """What went wrong, in a sentence, or nothing.

        `expected` are all keys that were to be pressed, None if that does not matter.
        """
        if self._fatal:
            return f"the application gave no usable answer: {self._fatal}"
        if self._status != "completed":
            return f"the call ended as {self._status}"
        if expected is not None and self._pressed != expected:
            return f"the call ended when {self._pressed or 'nothing'} of {expected} was pressed"
        return ""
