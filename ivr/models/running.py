"""What keeps the system running: events, once-only slots, counters, the pace of dialling."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from ivr.db import Base

_BY_STAFF = text("actor NOT IN ('citizen', 'system')")


class Event(Base):
    """One change of state, written in the same transaction; append-only, nothing personal."""

    __tablename__ = "event"
    __table_args__ = (
        Index("ix_event_subject", "subject", "subject_id", "id"),
        Index("ix_event_at", "at"),
        Index(
            "ix_event_of_staff",  # what somebody has done, among all that happens by itself
            "actor",
            "id",
            sqlite_where=_BY_STAFF,
            postgresql_where=_BY_STAFF,
        ),
        Index(
            "ix_event_by_staff",  # what any of them have done, the latest first
            "at",
            "id",
            sqlite_where=_BY_STAFF,
            postgresql_where=_BY_STAFF,
        ),
    )

    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer(), "sqlite"), primary_key=True
    )
    subject: Mapped[str] = mapped_column(String(16))  # callback | staff | line | message | …
    subject_id: Mapped[int]
    from_state: Mapped[str | None] = mapped_column(String(32))
    to_state: Mapped[str] = mapped_column(String(32))
    cause: Mapped[str] = mapped_column(String(48))
    actor: Mapped[str] = mapped_column(String(80))  # citizen | agent:<id> | system | …
    at: Mapped[datetime]
    attempt_id: Mapped[int | None] = mapped_column(ForeignKey("attempt.id"))


class JobSlot(Base):
    """Work that must happen once, by whichever scheduler comes first."""

    __tablename__ = "job_slot"

    job: Mapped[str] = mapped_column(String(32), primary_key=True)
    slot: Mapped[str] = mapped_column(String(48), primary_key=True)
    at: Mapped[datetime]


class Rate(Base):
    """A counter per subject and local day that the database itself keeps below its cap."""

    __tablename__ = "rate"
    __table_args__ = (
        CheckConstraint("count >= 0", name="not_negative"),
        CheckConstraint("count <= cap", name="below_cap"),
    )

    subject: Mapped[str] = mapped_column(String(80), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    count: Mapped[int] = mapped_column(default=0)
    cap: Mapped[int]


class Pace(Base):
    """When the next call, text or try to log in may take place: a row shared by all processes."""

    __tablename__ = "pace"

    key: Mapped[str] = mapped_column(String(16), primary_key=True)
    next_at: Mapped[datetime]


class Tally(Base):
    """How many callbacks of a line and language are in a state: kept with every move, so that
    the queue page and the promise cost the same whatever the length of the queue."""

    __tablename__ = "tally"
    __table_args__ = (CheckConstraint("count >= 0", name="not_negative"),)

    line_id: Mapped[int] = mapped_column(ForeignKey("line.id"), primary_key=True)
    language: Mapped[str] = mapped_column(String(2), primary_key=True)
    state: Mapped[str] = mapped_column(String(16), primary_key=True)
    count: Mapped[int] = mapped_column(default=0)


class Heartbeat(Base):
    """The last sign of life of a process."""

    __tablename__ = "heartbeat"

    process: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    started_at: Mapped[datetime]
    at: Mapped[datetime]
