"""What else of the citizen's is settled in one conversation: it is closed as its outcome is filed.

Nothing is closed while somebody is calling the citizen for it, or a colleague is about to file it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from ivr.models import Callback
from ivr.services import agent_bookings, callbacks, cards, desk_tasks, tasks
from ivr.services.cards import Dealing, NotHers

_LOCKED = (
    select(Callback)
    .where(
        Callback.public_id.in_(bindparam("public_ids", expanding=True)),
        Callback.contact_id == bindparam("contact_id"),
    )
    .order_by(Callback.id)
    .with_for_update(key_share=True)
    .execution_options(populate_existing=True)
)


class InUse(RuntimeError):
    """Somebody is calling the citizen for what was to be closed, or has yet to file it."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is to be closed, by public ids; everything else is kept."""

    requests: frozenset[str] = frozenset()
    bookings: frozenset[str] = frozenset()
    tasks: frozenset[str] = frozenset()

    @classmethod
    def read(cls, values: Iterable[str]) -> "Chosen":
        """From values such as `booking:4f…`; what is none of these chooses nothing."""
        pairs = [value.split(":", 1) for value in values if ":" in value]
        return cls(
            *(
                frozenset(key for kind, key in pairs if kind == wanted)
                for wanted in ("request", "booking", "task")
            )
        )

    def __bool__(self) -> bool:
        return bool(self.requests or self.bookings or self.tasks)


NOTHING: Final = Chosen()


def cancel_bookings(session: Session, dealing: Dealing, chosen: Chosen, now: datetime) -> None:
    """Cancel what of the citizen's was chosen. Raises NotHers. Comes before all else: bookings
    are locked before callbacks everywhere."""
    for public_id in sorted(chosen.bookings):
        agent_bookings.cancel(session, dealing, public_id, now)


def close_rest(session: Session, dealing: Dealing, chosen: Chosen, now: datetime) -> None:
    """End chosen callbacks of the citizen's, on any line, and tasks that are free or the agent's.

    What has ended already stays as it is. Raises NotHers, and InUse.
    """
    for callback in _locked(session, dealing, chosen):
        _close(session, callback, dealing.actor, now)
    for task in tasks.undone_for(session, dealing.contact.id):
        if task.public_id in chosen.tasks:
            desk_tasks.finish(session, task.public_id, dealing.agent.id, now)


def _close(session: Session, callback: Callback, actor: str, now: datetime) -> None:
    if callback.ended_at is not None:
        return
    if callback.state not in cards.CLOSABLE:
        raise InUse(f"callback {callback.id} is {callback.state}")
    callbacks.move(session, callback, "cancelled", cause="served", actor=actor, now=now)


def _locked(session: Session, dealing: Dealing, chosen: Chosen) -> Sequence[Callback]:
    if not chosen.requests:
        return ()
    values = {"public_ids": sorted(chosen.requests), "contact_id": dealing.contact.id}
    found = session.scalars(_LOCKED, values).all()
    mine = [one for one in found if one.id != dealing.callback_id]
    if len(mine) != len(chosen.requests):
        raise NotHers(f"staff {dealing.agent.id} has no such callbacks before her")
    return mine
