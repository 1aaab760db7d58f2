"""The agency, its lines and its days: seeded once, afterwards the database is the truth."""

import datetime as dt
from datetime import datetime, time
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from ivr.db import Base


class Agency(Base):
    """The one agency: its name in each language with the forms that sentences need."""

    __tablename__ = "agency"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    names: Mapped[dict[str, dict[str, str]]]  # language -> {"agency": …, "agencys": …}


class Line(Base):
    """A telephone line of the agency. `policy` holds the settings that rules take (ladder, …)."""

    __tablename__ = "line"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(32), unique=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)  # E.164
    names: Mapped[dict[str, str]]
    languages: Mapped[list[str]]
    hours: Mapped[dict[str, list[str]]]  # {"mon": ["09:00", "16:00"], …}; a day left out is closed
    hours_words: Mapped[dict[str, str]]
    price_words: Mapped[dict[str, str]]
    urgent_words: Mapped[dict[str, str]]
    policy: Mapped[dict[str, Any]]
    takes_requests: Mapped[bool] = mapped_column(default=True)
    dials: Mapped[bool] = mapped_column(default=True)


class CalendarDay(Base):
    """What is known of a date for every line. A date without a row is closed to outbound calls."""

    __tablename__ = "calendar_day"

    date: Mapped[dt.date] = mapped_column(primary_key=True)
    holiday: Mapped[str | None] = mapped_column(String(32))  # key of the public holiday's name
    closes: Mapped[time | None]  # the agency's short day
    short_day: Mapped[str | None] = mapped_column(String(32))  # key of the short day's name


class Closure(Base):
    """A closed or shortened date, of one line, of one service point, or (neither) of all."""

    __tablename__ = "closure"
    __table_args__ = (
        CheckConstraint("(opens IS NULL) = (closes IS NULL)", name="both_or_neither"),
        CheckConstraint("line_id IS NULL OR point_id IS NULL", name="one_owner"),
        Index("uq_closure_line", "line_id", "date", unique=True),
        Index("uq_closure_point", "point_id", "date", unique=True),
        Index(
            "uq_closure_all",
            "date",
            unique=True,
            sqlite_where=text("line_id IS NULL AND point_id IS NULL"),
            postgresql_where=text("line_id IS NULL AND point_id IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int | None] = mapped_column(ForeignKey("line.id"))
    point_id: Mapped[int | None] = mapped_column(ForeignKey("service_point.id"))
    date: Mapped[dt.date]
    opens: Mapped[time | None]
    closes: Mapped[time | None]
    reasons: Mapped[dict[str, str]]
    created_at: Mapped[datetime]
