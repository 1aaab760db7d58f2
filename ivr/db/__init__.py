"""The database: what tables share, how it is reached, how it is read and written.

`Session` is a transaction under way, as `Database` hands it out.
"""

from sqlalchemy.orm import Session

from ivr.db.columns import Base, UtcDateTime, opaque_id, spelt
from ivr.db.engines import SCHEDULER, WEB, Waits, make_engine
from ivr.db.glance import Find, Glance, ago, ahead, find, moments, whether
from ivr.db.prepared import Prepared
from ivr.db.transactions import (
    Busy,
    Database,
    Lost,
    Unavailable,
    named_troubles,
    plainly,
    racing_insert,
)
from ivr.db.unchanged import written

__all__ = [
    "SCHEDULER",
    "WEB",
    "Base",
    "Busy",
    "Database",
    "Find",
    "Glance",
    "Lost",
    "Prepared",
    "Session",
    "Unavailable",
    "UtcDateTime",
    "Waits",
    "ago",
    "ahead",
    "find",
    "make_engine",
    "moments",
    "named_troubles",
    "opaque_id",
    "plainly",
    "racing_insert",
    "spelt",
    "whether",
    "written",
]
