"""After a restore the lines dial nobody: whoever starts a scheduler is told why, and what to do."""

import structlog

from ivr.db import Database
from ivr.services import reconciling

_log = structlog.get_logger(__name__)


def tell(database: Database) -> None:
    """Say so in the log while what the backup does not know has not been asked for."""
    with database.reading() as session:
        if reconciling.due_at(session):
            _log.warning("dialling is paused after a restore", next="ivr reconcile")
