"""The work: callbacks, and the attempts to reach the citizen."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ivr.db import Base, opaque_id
from ivr.models.agency import Line
from ivr.models.people import Contact, Staff

_OPEN = text("ended_at IS NULL")
_READY = text("state = 'ready'")
_ENDED = text("ended_at IS NOT NULL")
_NEXT = text("state = 'ready' AND next_at IS NOT NULL")
_RELAYED = text("relay_contact_id IS NOT NULL")
_TEXT_FIRST = text("reach = 'text' AND ended_at IS NULL")
_WAITING = text("state = 'waiting'")
_LIVE = text("state IN ('offered', 'dialling', 'talking')")
_UNRAISED = text("state = 'ready' AND raised_at IS NULL")
_UNFILED = text("result = 'answered' AND outcome IS NULL")
_LEG_OPEN = text("agent_ended_at IS NULL")


class Callback(Base):
    """A citizen's request to be called. Its place in line is `arrived_at`, through every retry."""

    __tablename__ = "callback"
    __table_args__ = (
        CheckConstraint("counted <= 4", name="attempts_cap"),
        CheckConstraint("number_source IN ('shown', 'typed', 'web', 'staff')", name="source"),
        CheckConstraint("(reach = 'relay') = (relay_contact_id IS NOT NULL)", name="relay"),
        CheckConstraint("reach IN ('call', 'relay', 'text')", name="reach"),
        Index(
            "uq_callback_open",
            "contact_id",
            "line_id",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        Index("uq_callback_turn", "call_id", "asked_turn", unique=True),
        Index("ix_callback_contact", "contact_id", "line_id"),
        Index(
            "ix_callback_relay",
            "relay_contact_id",
            sqlite_where=_RELAYED,
            postgresql_where=_RELAYED,
        ),
        Index(
            "ix_callback_text_first",
            "not_before",
            sqlite_where=_TEXT_FIRST,
            postgresql_where=_TEXT_FIRST,
        ),
        Index("ix_callback_arrived", "arrived_at", "id"),
        Index(
            "ix_callback_ended",
            "ended_at",
            "arrived_at",
            sqlite_where=_ENDED,
            postgresql_where=_ENDED,
        ),
        Index(
            "ix_callback_ready",
            "lane",
            "arrived_at",
            sqlite_where=_READY,
            postgresql_where=_READY,
        ),
        Index(
            "ix_callback_next",
            "lane",
            "next_at",
            sqlite_where=_NEXT,
            postgresql_where=_NEXT,
        ),
        Index(
            "ix_callback_unraised",
            "lane",
            "not_before",
            sqlite_where=_UNRAISED,
            postgresql_where=_UNRAISED,
        ),
        Index(
            "ix_callback_waiting",
            "not_before",
            sqlite_where=_WAITING,
            postgresql_where=_WAITING,
        ),
        Index(
            "ix_callback_open",
            "line_id",
            "language",
            "arrived_at",
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        Index(
            "ix_callback_state",
            "line_id",
            "language",
            "state",
            "arrived_at",
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True, default=opaque_id)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"))
    number_source: Mapped[str] = mapped_column(String(8))
    line_id: Mapped[int] = mapped_column(ForeignKey("line.id"))
    language: Mapped[str] = mapped_column(String(2))
    # callback | phone_time | cut_off
    kind: Mapped[str] = mapped_column(String(16), default="callback")
    # "line/language/kind", where a supervisor's order of call stands for the kind
    lane: Mapped[str] = mapped_column(String(64))
    next_at: Mapped[datetime | None]  # when it was ordered to be called next
    urgent: Mapped[bool] = mapped_column(default=False)
    due_was: Mapped[datetime | None]  # `not_before` as it was before it was called next
    call_id: Mapped[int | None] = mapped_column(ForeignKey("call.id"))
    asked_turn: Mapped[int | None]
    unasked: Mapped[bool] = mapped_column(default=False)  # stored by staying on the line
    booking_id: Mapped[int | None] = mapped_column(ForeignKey("booking.id"), unique=True)
    # Of a request whose number is not the caller's own: a hash of what was told.
    reference_key: Mapped[str | None] = mapped_column(String(64), unique=True)

    state: Mapped[str] = mapped_column(String(16))
    state_since: Mapped[datetime]
    epoch: Mapped[int] = mapped_column(default=0)  # one more at each claim; fences old attempts
    arrived_at: Mapped[datetime]
    not_before: Mapped[datetime]
    counted: Mapped[int] = mapped_column(default=0)  # attempts that count against the ladder
    tried_hours: Mapped[list[int]] = mapped_column(default=list)  # local hours already tried
    for_staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))  # cut off: her first
    raised_at: Mapped[datetime | None]
    raised_reason: Mapped[str | None] = mapped_column(String(32))
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str | None] = mapped_column(String(32))

    # How she wants to be reached: call | relay (by another number) | text (before we ring).
    reach: Mapped[str] = mapped_column(String(8), default="call")
    relay_contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    more_time: Mapped[bool] = mapped_column(default=False)  # to get to the telephone, and to talk

    contact: Mapped[Contact] = relationship(foreign_keys=[contact_id])
    relay: Mapped[Contact | None] = relationship(foreign_keys=[relay_contact_id])
    line: Mapped[Line] = relationship()


class Attempt(Base):
    """One try to bring an agent and the citizen together; the outbox and ledger of our calls.

    `token` and `leg_token` name it in webhook paths of the agent's and the citizen's leg.
    """

    __tablename__ = "attempt"
    __table_args__ = (
        Index(
            "uq_attempt_live_callback",
            "callback_id",
            unique=True,
            sqlite_where=_LIVE,
            postgresql_where=_LIVE,
        ),
        Index(
            "uq_attempt_live_staff",
            "staff_id",
            unique=True,
            sqlite_where=_LIVE,
            postgresql_where=_LIVE,
        ),
        Index("ix_attempt_callback", "callback_id", "staff_id", "ended_at"),
        Index("ix_attempt_staff", "staff_id", "id"),
        Index("ix_attempt_released", "released_at"),
        Index(
            "ix_attempt_leg_open",
            "created_at",
            sqlite_where=_LEG_OPEN,
            postgresql_where=_LEG_OPEN,
        ),
        Index(
            "ix_attempt_unfiled",
            "staff_id",
            sqlite_where=_UNFILED,
            postgresql_where=_UNFILED,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(String(32), unique=True, default=opaque_id)
    leg_token: Mapped[str] = mapped_column(String(32), unique=True, default=opaque_id)
    callback_id: Mapped[int] = mapped_column(ForeignKey("callback.id"))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    epoch: Mapped[int]
    state: Mapped[str] = mapped_column(String(16))  # offered | dialling | talking | ended
    created_at: Mapped[datetime]
    lease_until: Mapped[datetime]
    agent_sid: Mapped[str | None] = mapped_column(String(34), unique=True)
    heard_at: Mapped[datetime | None]  # first word from the agent's leg
    # What she chose at her desk: accept | pass; passed: her leg has been told to end.
    chosen: Mapped[str | None] = mapped_column(String(8))
    agent_ended_at: Mapped[datetime | None]
    released_at: Mapped[datetime | None]
    ring_until: Mapped[datetime | None]
    citizen_sid: Mapped[str | None] = mapped_column(String(34), unique=True)
    citizen_status: Mapped[str | None] = mapped_column(String(16))
    citizen_sequence: Mapped[int | None]
    answered_at: Mapped[datetime | None]
    citizen_ended_at: Mapped[datetime | None]
    talk_until: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    result: Mapped[str | None] = mapped_column(String(16))
    counted: Mapped[bool] = mapped_column(default=False)
    cap_day: Mapped[date | None]  # the local day whose cap it used
    asked_at: Mapped[datetime | None]  # when the network was last asked about it
    asked_since: Mapped[datetime | None]  # since when the answers have settled nothing
    unlisted_at: Mapped[datetime | None]  # when the network first listed no leg of it
    outcome: Mapped[str | None] = mapped_column(String(16))
    outcome_at: Mapped[datetime | None]

    callback: Mapped[Callback] = relationship()
    staff: Mapped[Staff] = relationship()
