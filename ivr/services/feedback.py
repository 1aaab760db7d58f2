"""Feedback: taken from anybody, dealt with by supervisors within the time that the law gives."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal, get_args

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from flows.rules import identity_codes
from flows.rules.languages import Language
from ivr.models import Feedback
from ivr.services import events

About = Literal["accessibility", "telephone", "pages", "other"]

ABOUT: Final[tuple[About, ...]] = get_args(About)
LONGEST: Final = 2000
"""Signs of one message."""
LONGEST_ADDRESS: Final = 120
TO_ANSWER: Final = timedelta(days=14)
"""Source: Act on the Provision of Digital Services (306/2019), section 10."""
WORDS_KEPT: Final = timedelta(days=90)
"""After it was dealt with."""

_OPEN = select(Feedback).where(Feedback.done_at.is_(None)).order_by(Feedback.due_at).limit(200)
_DONE = (
    update(Feedback)
    .where(Feedback.public_id == bindparam("which"), Feedback.done_at.is_(None))
    .values(done_at=bindparam("at"), staff_id=bindparam("who"))
    .returning(Feedback.id)
    .execution_options(synchronize_session=False)
)
_FORGET = (
    update(Feedback)
    .where(Feedback.done_at <= bindparam("before"), Feedback.words.is_not(None))
    .values(words=None, answer_to=None)
    .execution_options(synchronize_session=False)
)


class Personal(ValueError):
    """The words hold what looks like a personal identity code."""


@dataclass(frozen=True, slots=True)
class Message:
    """What somebody has written. `answer_to` is empty if no answer is wanted."""

    about: About
    language: Language
    words: str
    answer_to: str


def look(message: Message) -> None:
    """Raises Personal if there is a code in it: such are not to be sent to us this way."""
    if identity_codes.is_in(f"{message.words}\n{message.answer_to}"):
        raise Personal


def take(session: Session, message: Message, now: datetime) -> None:
    """Keep a message. Raises Personal, as `look` does."""
    look(message)
    session.add(
        Feedback(
            about=message.about,
            language=message.language,
            words=message.words[:LONGEST],
            answer_to=message.answer_to[:LONGEST_ADDRESS] or None,
            sent_at=now,
            due_at=now + TO_ANSWER,
        )
    )


def undone(session: Session) -> Sequence[Feedback]:
    """What nobody has dealt with yet, the one due first at the top."""
    return session.scalars(_OPEN).all()


def done(session: Session, public_id: str, staff_id: int, actor: str, now: datetime) -> bool:
    """Somebody has dealt with it; False if it was dealt with already."""
    found = session.scalar(_DONE, {"which": public_id, "who": staff_id, "at": now})
    if found is None:
        return False
    events.record(session, ("feedback", found), "open", "done", "dealt_with", actor, now)
    return True


def forget(session: Session, now: datetime) -> None:
    """Empty the words and addresses of what was dealt with long ago."""
    session.execute(_FORGET, {"before": now - WORDS_KEPT})
