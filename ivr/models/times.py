"""The diary: service points, the times that can be booked there or by telephone, and bookings."""

import datetime as dt
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ivr.db import Base, opaque_id
from ivr.models.agency import Line
from ivr.models.people import Contact, Staff

_SEATED = text("state IN ('held', 'booked')")
_HELD = text("state = 'held'")
_BOOKED = text("state = 'booked'")
_DISPLACED = text("state = 'displaced'")
_UNDONE = text("done_at IS NULL")


class ServicePoint(Base):
    """A place that citizens visit by appointment. `position` is its place in every list."""

    __tablename__ = "service_point"
    __table_args__ = (
        CheckConstraint("desks >= 1", name="a_desk"),
        CheckConstraint("slot_minutes >= 5 AND buffer_minutes >= 0", name="lengths"),
        CheckConstraint("kept_share >= 0 AND kept_share <= 1", name="share"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(32), unique=True)
    position: Mapped[int]
    names: Mapped[dict[str, dict[str, str]]]  # language -> {"point": …, "to_point": …, …}
    addresses: Mapped[dict[str, str]]
    languages: Mapped[list[str]]
    hours: Mapped[dict[str, list[str]]]  # {"fri": ["09:00", "16:00"]}; a day left out is closed
    desks: Mapped[int]  # visits at the same time
    slot_minutes: Mapped[int]
    buffer_minutes: Mapped[int]  # between two visits at one desk
    horizon_days: Mapped[int]  # how far ahead citizens book
    notice_minutes: Mapped[int]  # how soon at the earliest
    kept_share: Mapped[float]  # of the places, for agents …
    kept_days: Mapped[int]  # … until so many days before
    adviser_first: Mapped[bool] = mapped_column(default=False)  # an adviser books, citizens don't
    active: Mapped[bool] = mapped_column(default=True)


class Diary(Base):
    """The times of one service point, or the phone times of one line and language.

    The phone times of a line in each language lie within those of the whole line (`language`
    empty): an agent who speaks three languages calls one citizen at a time.
    """

    __tablename__ = "diary"
    __table_args__ = (
        CheckConstraint("(point_id IS NULL) <> (line_id IS NULL)", name="one_owner"),
        CheckConstraint("language IS NULL OR line_id IS NOT NULL", name="language_of_line"),
        Index("uq_diary_language", "line_id", "language", unique=True),
        Index(
            "uq_diary_whole_line",
            "line_id",
            unique=True,
            sqlite_where=text("language IS NULL"),
            postgresql_where=text("language IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    point_id: Mapped[int | None] = mapped_column(ForeignKey("service_point.id"), unique=True)
    line_id: Mapped[int | None] = mapped_column(ForeignKey("line.id"))
    language: Mapped[str | None] = mapped_column(String(2))
    laid_until: Mapped[dt.date | None]  # the last date whose times have been laid out

    point: Mapped[ServicePoint | None] = relationship()
    line: Mapped[Line | None] = relationship()


class Slot(Base):
    """A time with its places. `taken` of `capacity` are held or booked, `staffed` of those by
    agents, for whom `kept` places are kept. A time that is no longer offered has no capacity.
    """

    __tablename__ = "slot"
    __table_args__ = (
        CheckConstraint("taken >= 0 AND taken <= capacity", name="capacity"),
        CheckConstraint("staffed >= 0 AND staffed <= taken", name="staffed"),
        CheckConstraint("kept >= 0 AND kept <= capacity", name="kept"),
        Index("uq_slot_start", "diary_id", "starts_at", unique=True),
        Index("ix_slot_within", "within_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    diary_id: Mapped[int] = mapped_column(ForeignKey("diary.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    local_date: Mapped[dt.date]
    capacity: Mapped[int]
    kept: Mapped[int] = mapped_column(default=0)
    taken: Mapped[int] = mapped_column(default=0)
    staffed: Mapped[int] = mapped_column(default=0)
    within_id: Mapped[int | None] = mapped_column(ForeignKey("slot.id"))  # the whole line's time

    diary: Mapped[Diary] = relationship()


class Booking(Base):
    """A citizen's phone time or visit, from the moment a place is held for it.

    While held or booked it sits on one seat of its slot; at a service point the seat is the
    desk. `code` stands in texts; the long reference is only spoken or shown, and kept as a hash.
    """

    __tablename__ = "booking"
    __table_args__ = (
        CheckConstraint("kind IN ('phone_time', 'visit')", name="kind"),
        CheckConstraint("channel IN ('phone', 'web', 'staff')", name="channel"),
        CheckConstraint("(state IN ('held', 'booked')) = (seat IS NOT NULL)", name="seated"),
        CheckConstraint("(state = 'held') = (held_until IS NOT NULL)", name="held_until"),
        CheckConstraint(
            "state IN ('held', 'released') OR contact_id IS NOT NULL", name="of_somebody"
        ),
        Index(
            "uq_booking_seat",
            "slot_id",
            "seat",
            unique=True,
            sqlite_where=_SEATED,
            postgresql_where=_SEATED,
        ),
        Index(
            "uq_booking_held",
            "holder",
            unique=True,
            sqlite_where=_HELD,
            postgresql_where=_HELD,
        ),
        Index("ix_booking_held", "held_until", sqlite_where=_HELD, postgresql_where=_HELD),
        Index("ix_booking_contact", "contact_id", "state"),
        Index("ix_booking_day", "starts_at"),
        Index(
            "ix_booking_ahead",
            "kind",
            "starts_at",
            sqlite_where=_BOOKED,
            postgresql_where=_BOOKED,
        ),
        Index(
            "ix_booking_displaced",
            "state_since",
            sqlite_where=_DISPLACED,
            postgresql_where=_DISPLACED,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True, default=opaque_id)
    kind: Mapped[str] = mapped_column(String(16))
    slot_id: Mapped[int] = mapped_column(ForeignKey("slot.id"))
    seat: Mapped[int | None]
    starts_at: Mapped[datetime]  # the slot's, where the many that are to come are looked through
    line_id: Mapped[int] = mapped_column(ForeignKey("line.id"))  # by which it was asked for
    language: Mapped[str] = mapped_column(String(2))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    number_source: Mapped[str | None] = mapped_column(String(8))  # as of a callback
    channel: Mapped[str] = mapped_column(String(8))
    holder: Mapped[str] = mapped_column(String(48))  # "call:12", "web:…" or "staff:3"
    held_until: Mapped[datetime | None]
    call_id: Mapped[int | None] = mapped_column(ForeignKey("call.id"))
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    reason: Mapped[str | None] = mapped_column(String(32))  # of a visit, from the list of reasons
    code: Mapped[str | None] = mapped_column(String(4))
    reference_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    interpreter: Mapped[bool] = mapped_column(default=False)  # of sign language, to be ordered

    state: Mapped[str] = mapped_column(String(16))
    state_since: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=0)  # one more at each move to another time
    booked_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    slot: Mapped[Slot] = relationship()
    line: Mapped[Line] = relationship()
    contact: Mapped[Contact | None] = relationship()


class Task(Base):
    """Something for an agent with a screen to do: a visit to be booked, a text that failed."""

    __tablename__ = "task"
    __table_args__ = (
        CheckConstraint("kind IN ('book_visit', 'text_failed', 'interpreter')", name="kind"),
        Index("uq_task_message", "message_id", unique=True),
        Index("uq_task_attempt", "attempt_id", unique=True),
        Index("uq_task_booking", "booking_id", unique=True),
        Index("ix_task_undone", "created_at", sqlite_where=_UNDONE, postgresql_where=_UNDONE),
        Index("ix_task_contact", "contact_id", sqlite_where=_UNDONE, postgresql_where=_UNDONE),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True, default=opaque_id)
    kind: Mapped[str] = mapped_column(String(16))
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"))
    line_id: Mapped[int] = mapped_column(ForeignKey("line.id"))
    language: Mapped[str] = mapped_column(String(2))
    attempt_id: Mapped[int | None] = mapped_column(ForeignKey("attempt.id"))
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"))
    booking_id: Mapped[int | None] = mapped_column(ForeignKey("booking.id"))
    created_at: Mapped[datetime]
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))  # who has taken it
    taken_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    result: Mapped[str | None] = mapped_column(String(16))

    contact: Mapped[Contact] = relationship()
    line: Mapped[Line] = relationship()
    staff: Mapped[Staff | None] = relationship()
