"""`ivr reconcile`: after a restore the telephone network is asked what it has done since."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

import click

from flows.rules.window import HELSINKI
from ivr.commands.office import Office, open_office
from ivr.db import Database
from ivr.services import reconciling, sweeps
from ivr.services.reconciling import Rung
from ivr.services.text_doubts import Listed
from ivr.settings import Refused, read_settings
from ivr.telephony.inquiry import Inquirer, LegSeen, NoAnswer, TextSeen, inquirer

_DONE = """\
Of {asked} open requests the network was asked: {rung} of them were called after the backup was
made, and need a decision on /queue.
Texts that had gone out since: {sent}. Texts that will go out now: {unsent}.
Lines that dial again: {lines}."""

T = TypeVar("T")


class NotReconciled(Exception):
    """Why dialling is still paused, in a sentence."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What the network has told: of how many callbacks and texts, and what came of it."""

    asked: int
    rung: int
    sent: int
    unsent: int


@click.command()
def reconcile() -> None:
    """Ask the network whom it has called since the backup was made, then let the lines dial."""
    read_settings(for_calls=True)
    with open_office() as office:
        _require_due(office)
        answers = ask(office.database, _network(office), office.clock.now)
        with office.database.writing() as session:
            lines = reconciling.finish(session, office.clock.now())
    figures = {"asked": answers.asked, "rung": answers.rung, "sent": answers.sent}
    click.echo(_DONE.format(**figures, unsent=answers.unsent, lines=", ".join(lines) or "none"))


def ask(database: Database, network: Inquirer, now: Callable[[], datetime]) -> Answers:
    """Ask about every open request and every text that is held back, and let the answers decide.

    Raises NotReconciled when the network gives no answer: ask again, what is settled stays so.
    """
    while sweeps.run(database, sweeps.PHONE_TIMES, now()):
        pass  # a booked phone time may have been called, too
    with database.reading() as session:
        callbacks, texts = reconciling.callbacks(session), reconciling.texts(session)
    rung = [_about_callback(database, network, one, now) for one in callbacks]
    sent = [_about_text(database, network, *one, now) for one in texts]
    return Answers(len(rung), sum(rung), sum(sent), len(sent) - sum(sent))


def _about_callback(
    database: Database, network: Inquirer, callback_id: int, now: Callable[[], datetime]
) -> bool:
    with database.reading() as session:
        numbers = reconciling.numbers(session, callback_id)
    legs = _answered(network.legs_to(*numbers)) if numbers else ()
    with database.writing() as session:
        return reconciling.settle_callback(session, callback_id, _rung(legs), now())


def _about_text(
    database: Database,
    network: Inquirer,
    message_id: int,
    number: str,
    now: Callable[[], datetime],
) -> bool:
    texts = _listed(_answered(network.texts_to(number)))
    with database.writing() as session:
        return reconciling.settle_text(session, message_id, texts, now())


def _answered(answer: Sequence[T] | NoAnswer) -> Sequence[T]:
    if isinstance(answer, NoAnswer):
        raise NotReconciled(
            f"The telephone network gives no answer ({answer.why}): dialling stays paused."
            " Try again; what was settled stays so."
        )
    return answer


def _rung(legs: Iterable[LegSeen]) -> list[Rung]:
    return [Rung(leg.sid, leg.created_at) for leg in legs]


def _listed(texts: Iterable[TextSeen]) -> list[Listed]:
    return [Listed(each.sid, each.status, each.body, each.created_at, each.error) for each in texts]


def _require_due(office: Office) -> None:
    with office.database.reading() as session:
        due_at = reconciling.due_at(session)
    if due_at is None:
        raise Refused(("The database was not restored, or has been reconciled.",))
    if office.clock.now() < due_at:
        moment = f"{due_at.astimezone(HELSINKI):%H:%M:%S}"
        raise NotReconciled(f"What the network lists may be a moment old: try after {moment}.")


def _network(office: Office) -> Inquirer:
    settings = office.settings
    return inquirer(settings.twilio_account_sid, settings.auth_tokens[0], settings.twilio_api_url)
