"""Performing the vocabulary: each action in a savepoint of its own, so that a fault undoes it
alone and the caller hears the dialogue's way out."""

from collections.abc import Mapping
from typing import Final

import structlog

from flows.dialogues.actions import ACTIONS
from flows.engine.turn import Act, Outcome
from ivr.db import Unavailable, named_troubles
from ivr.services import agent_actions, booking_actions, citizen, own_actions, proof_actions
from ivr.services.context import Context, Performer
from ivr.services.moves import Moved

PERFORM: Final[Mapping[str, Performer]] = {
    **citizen.PERFORM,
    **booking_actions.PERFORM,
    **own_actions.PERFORM,
    **proof_actions.PERFORM,
    **agent_actions.PERFORM,
}

_log = structlog.get_logger(__name__)


def perform(context: Context, act: Act, performers: Mapping[str, Performer] = PERFORM) -> Outcome:
    """What came of the action; `failed`, with nothing of it stored, if it raised anything.

    Moved is raised: what was read is no longer true, and the whole turn is to be taken anew. So
    are Busy and Lost: the turn has no database any more.
    """
    action = ACTIONS[act.action]
    try:
        with named_troubles(), context.session.begin_nested():
            outcome = performers[act.action](context, act.taking(action.takes))
            if set(outcome.values) != set(action.outcomes[outcome.name]):
                raise ValueError(f"{act.action}: {outcome.name} with {sorted(outcome.values)}")
            return outcome
    except (Moved, Unavailable):
        raise
    except Exception as fault:
        # The kind alone: the text of a database's fault quotes the values it was given.
        _log.error("action failed", action=act.action, call=context.call.id, fault=_kind(fault))
        context.session.expire_all()
        return Outcome("failed")


def _kind(fault: Exception) -> str:
    return f"{type(fault).__module__}.{type(fault).__qualname__}"
