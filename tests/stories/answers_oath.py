"""The oath on answers: who asks twice hears the same and changes nothing, strangers change
nothing at all, and no time is told that is not written down.
"""

from collections.abc import Iterator
from typing import cast

from flows.prompts import spoken
from flows.rules.estimate import Form
from flows.rules.languages import LANGUAGES
from flows.rules.window import HELSINKI
from ivr.models import Promise
from tests.stories.evidence import Answer, Evidence
from tests.stories.words_oath import WE_CALL_YOU

FORBIDDEN = 403


def the_same_question_gets_the_same_answer(evidence: Evidence) -> Iterator[str]:
    """But for a Dial, which is given again only while it can't have happened. To be asked to
    wait is no answer yet."""
    for echo in evidence.probes.echoes:
        answered = echo.first is not None and "/voice/again/" not in echo.first
        differs = answered and echo.again != echo.first
        if differs and ("<Dial" not in str(echo.first) or "<Dial" in echo.again):
            yield f"{echo.url} was answered with {echo.first}, then with {echo.again}"


def what_is_told_again_changes_nothing(evidence: Evidence) -> Iterator[str]:
    """Nor does what a stranger tells."""
    for table in evidence.probes.changed:
        told = [echo.url for echo in evidence.probes.echoes]
        yield f"told again, one of {told} has changed {table}"


def strangers_are_turned_away(evidence: Evidence) -> Iterator[str]:
    if evidence.probes.status not in (None, FORBIDDEN):
        yield f"a stranger got {evidence.probes.status}"


def every_time_told_is_written_down(evidence: Evidence) -> Iterator[str]:
    """Before it is told. Who types a number hears what a new request would hear, written or not."""
    typed = {one.sid for one in evidence.answers if 'finishOnKey="#"' in one.body}
    for answer in evidence.answers:
        told = any(f"{lead} " in answer.body for lead in WE_CALL_YOU)
        if told and answer.sid not in typed and not any(_told_by(evidence, answer)):
            yield f"{answer.sid} was told a time that is not written down"


def _told_by(evidence: Evidence, answer: Answer) -> Iterator[Promise]:
    """The promises to this caller that the answer may have told."""
    caller = evidence.leg(answer.sid)
    for promise in evidence.promises:
        mine = caller is not None and caller.person == evidence.promised_to(promise)
        if mine and promise.told_at <= answer.at and _is_worded(promise, answer):
            yield promise


def _is_worded(promise: Promise, answer: Answer) -> bool:
    """A promise is told again in words that are true then, in the language of that call."""
    begin, end, at = (
        moment.astimezone(HELSINKI) for moment in (promise.from_at, promise.to_at, answer.at)
    )
    form = cast(Form, promise.form)
    anew = (spoken.promise(form, begin, end, at, language) for language in LANGUAGES)
    return any(f"{lead} {words}" in answer.body for words in (promise.words, *anew)
               for lead in WE_CALL_YOU)  # fmt: skip


ANSWERS = (
    the_same_question_gets_the_same_answer,
    what_is_told_again_changes_nothing,
    strangers_are_turned_away,
    every_time_told_is_written_down,
)
