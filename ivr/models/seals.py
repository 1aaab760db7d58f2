"""What proves that the journal is as it was written."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from ivr.db import Base

_LONG = BigInteger().with_variant(Integer(), "sqlite")


class Seal(Base):
    """A run of events, closed for good; each seal also vouches for the one before it.

    The sequence has no gaps: whoever makes the next seal makes it of this one, and only once.
    """

    __tablename__ = "seal"
    __table_args__ = (
        CheckConstraint("sequence >= 1", name="sequence_from_one"),
        CheckConstraint("count >= 1", name="not_empty"),
    )

    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    first_id: Mapped[int] = mapped_column(_LONG)
    last_id: Mapped[int] = mapped_column(_LONG)
    count: Mapped[int]
    marks: Mapped[bytes] = mapped_column(LargeBinary)  # one of each event, in their order
    keyed_by: Mapped[str] = mapped_column(String(8))  # tells which key it takes, not the key
    digest: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
