"""Where callbacks stand in line as a supervisor has it, read off the journal line by line."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from ivr.models import Callback, Event

_LAST = datetime.max.replace(tzinfo=UTC)
_TRIED = frozenset({"dialling", "talking", "unfiled"})
_TAKEN_BACK = frozenset({"called_in_turn"})


@dataclass
class Standings:
    """Since when each is to be called next, and which are urgent, at the moment read up to."""

    next: dict[int, datetime] = field(default_factory=dict)
    urgent: set[int] = field(default_factory=set)

    def read(self, event: Event) -> None:
        """One more line of the journal. What was tried, put off or taken back is not next now."""
        key = event.subject_id
        tried = event.from_state in _TRIED and event.cause != "not_placed"
        if event.cause == "called_next":
            self.next[key] = event.at
        elif tried or event.cause in _TAKEN_BACK or event.cause.startswith("put_off"):
            self.next.pop(key, None)
        elif event.cause == "urgent":
            self.urgent.add(key)
        elif event.cause == "not_urgent":
            self.urgent.discard(key)

    def place(self, callback: Callback) -> tuple[datetime, bool, datetime]:
        """What is smaller comes first: called next, then urgent, then as they arrived."""
        since = self.next.get(callback.id, _LAST)
        return since, callback.id not in self.urgent, callback.arrived_at
