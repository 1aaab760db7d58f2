"""The tables: constraints and partial indexes carry the promises, rules live in `flows`."""

from ivr.models.access import Draft, LoginSession, Passkey
from ivr.models.agency import Agency, CalendarDay, Closure, Line
from ivr.models.announcements import Announcement
from ivr.models.calls import Call, TurnAnswer
from ivr.models.exports import Export
from ivr.models.feedback import Feedback
from ivr.models.notes import Note
from ivr.models.people import Contact, Staff
from ivr.models.proofs import Proof
from ivr.models.running import Event, Heartbeat, JobSlot, Pace, Rate, Tally
from ivr.models.seals import Seal
from ivr.models.times import Booking, Diary, ServicePoint, Slot, Task
from ivr.models.told import Message, Promise
from ivr.models.work import Attempt, Callback

__all__ = [
    "Agency",
    "Announcement",
    "Attempt",
    "Booking",
    "CalendarDay",
    "Call",
    "Callback",
    "Closure",
    "Contact",
    "Diary",
    "Draft",
    "Event",
    "Export",
    "Feedback",
    "Heartbeat",
    "JobSlot",
    "Line",
    "LoginSession",
    "Message",
    "Note",
    "Pace",
    "Passkey",
    "Promise",
    "Proof",
    "Rate",
    "Seal",
    "ServicePoint",
    "Slot",
    "Staff",
    "Tally",
    "Task",
    "TurnAnswer",
]
