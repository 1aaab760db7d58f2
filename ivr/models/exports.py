"""What was taken out of the system in a file."""

import datetime as dt
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from ivr.db import Base


class Export(Base):
    """A list that somebody has taken out: of what, from which to which day, why, how many rows."""

    __tablename__ = "export"
    __table_args__ = (CheckConstraint("kind IN ('callbacks', 'bookings')", name="kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    first: Mapped[dt.date]
    last: Mapped[dt.date]
    why: Mapped[str] = mapped_column(String(32))
    rows: Mapped[int]
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime]
