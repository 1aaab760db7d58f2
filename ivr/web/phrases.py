"""Facts as they stand on a page: times, promises, lateness, states and reasons, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final, cast

from babel.dates import format_date, format_skeleton

from flows.prompts import spoken, written
from flows.prompts.grammar import Holiday
from flows.rules import estimate
from flows.rules.estimate import Form
from flows.rules.hours import Day, Hours
from flows.rules.languages import Language
from flows.rules.reason import Reason
from flows.rules.states import AgentState
from flows.rules.window import HELSINKI, local_date
from ivr.models import Promise
from ivr.services.booking_lists import Row as Booked
from ivr.services.cards import Undone
from ivr.services.histories import Happening
from ivr.services.queue import Row
from ivr.web.words import is_known, worded

_LOCALES: Final = {"fi": "fi", "sv": "sv_FI", "en": "en_GB"}
_SKELETONS: Final = {"fi": "MEd", "sv": "MEd", "en": "MMMEd"}
_BY_A_TIME: Final = ("half_hour", "hour")
_DAYS_WITH_NAMES: Final = ("holiday", "short_day")
_MINUTE: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Phrases:
    """Says facts to a reader of `language` at the moment `now`."""

    language: Language
    now: datetime

    def word(self, text: str, **values: object) -> str:
        return worded(self.language, text, **values)

    def clock(self, moment: datetime) -> str:
        """10.05, 10:05"""
        return written.clock(moment.astimezone(HELSINKI).time(), self.language)

    def seconds(self, moment: datetime) -> str:
        """10.05.09, 10:05:09"""
        mark = ":" if self.language == "en" else "."
        return f"{moment.astimezone(HELSINKI):%H{mark}%M{mark}%S}"

    def day(self, on: date) -> str:
        """ke 25.11., ons 25.11, Wed 25 Nov"""
        locale, skeleton = _LOCALES[self.language], _SKELETONS[self.language]
        return format_skeleton(skeleton, on, locale=locale)

    def weekday(self, on: date) -> str:
        """ma, mån, Mon"""
        return format_date(on, "EE", locale=_LOCALES[self.language])

    def whole_day(self, on: date) -> str:
        """perjantai 27. marraskuuta 2026"""
        return format_date(on, "full", locale=_LOCALES[self.language])

    def at(self, moment: datetime) -> str:
        """klo 10.05 today; on another day with the day before it."""
        said = self.word("time.at", clock=self.clock(moment))
        return said if self._is_today(moment) else f"{self.day(local_date(moment))} {said}"

    def minutes(self, length: timedelta) -> str:
        """12 min, 1 h 5 min, 3 h, 2 pv; never less than nothing."""
        hours, minutes = divmod(max(length, timedelta()) // _MINUTE, 60)
        days, hours = divmod(hours, 24)
        if days:
            return self.word("time.days", days=days)
        if hours and minutes:
            return f"{hours} h {minutes} min"
        return f"{hours} h" if hours else f"{minutes} min"

    def length(self, minutes: int) -> str:
        return self.minutes(minutes * _MINUTE)

    def since(self, moment: datetime) -> str:
        return self.minutes(self.now - moment)

    def promise(self, promise: Promise | None) -> str:
        """11.00–13.00, 10.30 mennessä; on another day with the day before it."""
        if promise is None:
            return self.word("promise.none")
        end = self.clock(promise.to_at)
        if promise.form in _BY_A_TIME:
            said = self.word("promise.by", clock=end)
        else:
            said = f"{self.clock(promise.from_at)}–{end}"
        return said if self._is_today(promise.to_at) else f"{self.day(promise.local_date)} {said}"

    def is_late(self, promise: Promise | None) -> bool:
        """Whether the time told is over without a try since it was told."""
        return promise is not None and promise.score is None and self.now > promise.to_at

    def urgency(self, row: Row) -> str:
        """How pressing it is: `due`, `late` on the day that was told, `broken` after it, or
        nothing: not yet, or no longer to be called."""
        promise = row.promise
        if promise is not None and self.is_late(promise):
            told = estimate.Promise(promise.from_at, promise.to_at, cast(Form, promise.form))
            return estimate.score(told, self.now)
        return "due" if row.state == "ready" else ""

    def lateness(self, promise: Promise | None) -> str:
        """How late we are, or how much time is left; nothing once it has been tried."""
        if promise is None or promise.score is not None:
            return ""
        if self.is_late(promise):
            return self.word("promise.late", length=self.minutes(self.now - promise.to_at))
        return self.word("promise.left", length=self.minutes(promise.to_at - self.now))

    def callback_state(self, state: str) -> str:
        return self.word(f"callback.{state}")

    def agent_state(self, state: str, reason: str | None = None) -> str:
        """ready; on a break: lunch"""
        said = spoken.agent_state(AgentState(state), self.language)
        why = f"pause.{reason}"
        return f"{said}: {self.word(why)}" if reason and is_known(why) else said

    def language_name(self, of: Language) -> str:
        return spoken.language_name(of, self.language)

    def raised(self, reason: str) -> str:
        return self.word(f"raised.{reason}")

    def why(self, row: Row) -> str:
        """Why a callback is where it is in the order."""
        match row.why:
            case Reason(code="earliest", values={"head_start": int(minutes)}):
                return self._earliest(row, timedelta(minutes=minutes))
            case Reason():
                return self.word("why.not_due", at=self.at(row.due))
            case None:
                return ""

    def _earliest(self, row: Row, head_start: timedelta) -> str:
        asked = self.at(row.asked)
        if row.called_next:
            return self.word("why.next", at=self.at(row.called_next))
        if row.urgent and row.kind != "cut_off":
            return self.word("why.urgent", asked=asked)
        if not head_start:
            return self.word("why.asked", asked=asked)
        if row.kind == "phone_time":
            return self.word("why.phone_time", asked=asked)
        text = "why.cut_off" if row.kind == "cut_off" else "why.head_start"
        return self.word(text, asked=asked, length=self.minutes(head_start))

    def hours(self, day: Day | None) -> str:
        """The hours of a day, or why there are none."""
        if day is None:
            return self.word("hours.unknown")
        if day.hours:
            return self.clocks(day.hours)
        reason = self.day_reason(day.why)
        return self.word("hours.closed_for", reason=reason) if reason else self.word("hours.closed")

    def opening(self, day: Day | None) -> str:
        """9.00–16.00; 9.00–13.00, uudenvuodenaatto; suljettu: remontti"""
        if day is None:
            return self.word("opening.unknown")
        reason = self.day_reason(day.why)
        if day.hours:
            return ", ".join(filter(None, (self.clocks(day.hours), reason)))
        return self.closed(day.why)

    def closed(self, why: Reason) -> str:
        """Closed, and why if it isn't so every week."""
        return ": ".join(filter(None, (self.word("opening.closed"), self.day_reason(why))))

    def day_reason(self, why: Reason) -> str:
        """The name of a special day, or what a supervisor wrote; nothing for the usual week."""
        if self.language in why.values:  # an exception that somebody made
            return str(why.values[self.language])
        if why.code in _DAYS_WITH_NAMES:
            return spoken.holiday(cast(Holiday, why.values["name"]), self.language)
        return ""

    def clocks(self, hours: Hours) -> str:
        opens, closes = (
            written.clock(clock, self.language) for clock in (hours.opens, hours.closes)
        )
        return self.word("hours.open", opens=opens, closes=closes)

    def from_to(self, clocks: Sequence[str]) -> str:
        """Hours as rows keep them: 09:00 and 16:00."""
        opens, closes = map(time.fromisoformat, clocks)
        return self.clocks(Hours(opens, closes))

    def visit_reason(self, reason: str | None) -> str:
        """What a visit is about; nothing where the citizen booked it alone."""
        text = f"visit_reason.{reason}"
        return self.word(text) if is_known(text) else reason or ""

    def booked(self, booking: Booked) -> str:
        """käynti pe 27.11. klo 9.00, Kuhmo; puhelinaika klo 13.00, yleinen linja"""
        what = self.word(f"booking.{booking.kind}")
        said = f"{what} {self.at(booking.starts_at)}, {booking.place[self.language]}"
        return f"{said}, {self.word('booking.interpreter')}" if booking.interpreter else said

    def task(self, task: Undone) -> str:
        """varaa käynti; viesti ei mennyt perille: muistutus"""
        said = self.word(f"task.{task.kind}")
        return f"{said}: {self.word(f'text.{task.text}')}" if task.text else said

    def happened(self, event: Happening) -> str:
        """What became of what: ready → offered (claimed)"""
        states = (self._state(event, state) for state in (event.from_, event.to) if state)
        moved = " → ".join(dict.fromkeys(states))
        cause = event.cause.replace(":", ".")
        why = cause if cause.startswith("policy.") else f"cause.{cause}"
        return f"{moved} ({self.word(why)})" if is_known(why) else moved

    def by(self, event: Happening) -> str:
        """Who did it."""
        return event.who or (self.word("actor.citizen") if event.role == "citizen" else "")

    def _state(self, event: Happening, state: str) -> str:
        match event.subject:
            case "callback":
                return self.callback_state(state)
            case "staff":
                return self.agent_state(state)
            case _:
                text = f"event.{state}"
                return self.word(text) if is_known(text) else state

    def _is_today(self, moment: datetime) -> bool:
        return local_date(moment) == local_date(self.now)
