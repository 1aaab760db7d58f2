"""The web application, put together from the settings: the only place that knows all its parts."""

import gc
import os
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path

from flask import Flask

from flows.dialogues import DIALOGUES
from flows.dialogues.actions import ACTIONS
from flows.engine.check import problems
from flows.prompts import texts
from flows.rules.languages import LANGUAGES
from ivr import logs
from ivr.clock import Clock, clock_from
from ivr.db import Database, make_engine
from ivr.services import lines
from ivr.services.agency import read_agency
from ivr.services.contacts import Keyer
from ivr.services.exchange import Exchange
from ivr.services.samples import samples
from ivr.services.second_steps import Safe
from ivr.settings import Settings, read_settings
from ivr.telephony.recordings import Recordings, read_recordings
from ivr.telephony.twiml import Renderer
from ivr.web.about import about
from ivr.web.access import guard
from ivr.web.account import account
from ivr.web.announcing import announcing
from ivr.web.assignments import assignments
from ivr.web.audit import audit
from ivr.web.book import book
from ivr.web.calendar import calendar
from ivr.web.citizen_card import citizen
from ivr.web.closing import closing
from ivr.web.day import day_pages
from ivr.web.decisions import decisions
from ivr.web.desk import desk
from ivr.web.desk_notes import note_pages
from ivr.web.desk_offers import offer_pages
from ivr.web.desk_tasks import task_pages
from ivr.web.dialogue_page import dialogue_pages
from ivr.web.export import export
from ivr.web.feedback_pages import feedback_pages
from ivr.web.files import publish
from ivr.web.lines import line_pages
from ivr.web.login import login_pages
from ivr.web.many import many
from ivr.web.moving import moving
from ivr.web.ops import ops
from ivr.web.orders import orders
from ivr.web.own import own
from ivr.web.own_bookings import own_bookings
from ivr.web.own_day import day_page
from ivr.web.own_requests import own_requests
from ivr.web.pages import dress, pages
from ivr.web.passkeys import passkey_pages
from ivr.web.prompt_pages import prompt_pages
from ivr.web.provider import Provider
from ivr.web.proving import proving
from ivr.web.queue import queue
from ivr.web.recordings import recordings
from ivr.web.rules import LazyRule
from ivr.web.second_step import second_step
from ivr.web.service_points import service_points
from ivr.web.shield import protect, refuse_nuls
from ivr.web.sign_on import sign_on
from ivr.web.site import Names, Site
from ivr.web.sms import sms
from ivr.web.staff_accounts import staff_accounts
from ivr.web.staff_pages import staff_pages
from ivr.web.unsent import unsent
from ivr.web.voice import voice
from ivr.web.web_held import held
from ivr.web.web_times import times

_LARGEST_BODY = 64 * 1024  # bytes; Twilio's webhooks are far below

_BLUEPRINTS = (
    voice,
    sms,
    ops,
    pages,
    about,
    feedback_pages,
    login_pages,
    second_step,
    unsent,
    sign_on,
    passkey_pages,
    account,
    queue,
    orders,
    decisions,
    assignments,
    many,
    moving,
    desk,
    offer_pages,
    note_pages,
    day_page,
    citizen,
    task_pages,
    day_pages,
    export,
    dialogue_pages,
    calendar,
    closing,
    service_points,
    line_pages,
    announcing,
    staff_pages,
    staff_accounts,
    audit,
    prompt_pages,
    recordings,
    proving,
    book,
    times,
    held,
    own,
    own_bookings,
    own_requests,
)


def create_app(
    settings: Settings | None = None,
    *,
    database: Database | None = None,
    clock: Clock | None = None,
) -> Flask:
    """The application. Raises `ivr.settings.Refused` where the environment can't be worked with,
    and UnfitRecordings."""
    settings = settings or read_settings(for_calls=True)
    database = database or Database(make_engine(settings.database_url.get_secret_value()))
    app = Flask("ivr", static_folder=None)
    app.url_rule_class = LazyRule
    app.config.update(MAX_CONTENT_LENGTH=_LARGEST_BODY)
    app.url_map.strict_slashes = True
    app.url_map.redirect_defaults = app.url_map.merge_slashes = False
    app.extensions["takaisinsoitto"] = _site(
        app, settings, database, clock or clock_from(settings.clock)
    )
    for blueprint in _BLUEPRINTS:
        app.register_blueprint(blueprint)
    publish(app)
    app.before_request(refuse_nuls)
    app.before_request(guard)
    protect(app, settings)
    dress(app)
    return app


class BrokenDialogues(Exception):
    """The dialogues or their texts have mistakes, in which a caller could be lost."""


def serve() -> Flask:
    """For the web server: logs configured, settings from the environment.

    Loaded once and shared: workers are forked from the process that has called this.
    Raises BrokenDialogues rather than let anybody phone into a mistake.
    """
    logs.configure()
    if mistakes := problems(DIALOGUES.values(), ACTIONS, texts()):
        raise BrokenDialogues("\n".join(map(str, mistakes)))
    app = create_app()
    os.register_at_fork(after_in_child=app.extensions["takaisinsoitto"].database.forget)
    gc.collect()
    gc.freeze()  # what is left stays, and is left alone, so that the workers can share it
    return app


class AgencyNames:
    """The forms of the agency's name: the database's as soon as it can be read, until then the
    file's, so that a page can say without a database what is wrong."""

    def __init__(self, database: Database, file: Path) -> None:
        self._database = database
        self._file = file
        self._stored: Names | None = None

    def __call__(self) -> Names:
        if self._stored is None:
            with suppress(Exception), self._database.reading() as session:  # whatever ails it
                self._stored = lines.agency_names(session)
        return self._stored or read_agency(self._file).names


def _site(app: Flask, settings: Settings, database: Database, clock: Clock) -> Site:
    names = AgencyNames(database, settings.agency_path)
    secret = settings.secret_key.get_secret_value()
    keyer = Keyer(secret)
    recorded = read_recordings(settings.recordings_folder)

    def renderer(names: Callable[[], Names], recorded: Recordings = recorded) -> Renderer:
        return Renderer(settings.public_url, names, recorded)

    return Site(
        origin=settings.public_url,
        account=settings.twilio_account_sid,
        tokens=settings.auth_tokens,
        database=database,
        clock=clock,
        exchange=Exchange(keyer, renderer(names)),
        unrecorded=Exchange(keyer, renderer(names, {})),
        recordings=recorded,
        spare=renderer(lambda: {language: {} for language in LANGUAGES}),
        names=names,
        samples=cache(lambda: samples(read_agency(settings.agency_path))),
        metrics_token=settings.metrics_token.get_secret_value(),
        safe=Safe(secret),
        two_steps=settings.production,
        provider=Provider(app, settings) if settings.oidc_issuer else None,
    )
