"""Phone times: booked for some minutes ahead, and handed over to the queue."""

from datetime import datetime, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from ivr.db import Session, find
from ivr.models import Booking, Contact, Diary
from ivr.services import phone_times
from tests import diaries
from tests.properties import minutes
from tests.properties.citizens_live import LANGUAGE, WHO, Citizens
from tests.properties.people import PhoneTime


class Minutes(Citizens):
    @initialize()
    def there_are_times(self) -> None:
        """Of a service point that is none any more, so that no closing takes them back."""
        with self.database.writing() as session:
            point = diaries.a_point(session, active=False)
            self._diary = diaries.a_diary(session, point=point).id

    @rule(who=WHO, of=LANGUAGE, ahead=st.sampled_from([0, 1, 3, 10, 10, 45]))
    def a_phone_time_is_booked(self, who: int, of: str, ahead: int) -> None:
        contact = self.citizen(who)

        def book(session: Session) -> Booking:
            diary, row = session.get_one(Diary, self._diary), session.get_one(Contact, contact.id)
            known = {"contact": row, "language": of, "kind": "phone_time"}
            time = diaries.a_time(session, diary, self._free_minute(ahead))
            return diaries.a_booking(session, time, self.line(session), **known)

        def booked(row: Booking) -> None:
            self.house.booked[row.id] = PhoneTime(row.id, contact, of, row.starts_at)

        if contact.known:
            self.act(book, booked)

    def _free_minute(self, ahead: int) -> datetime:
        taken = {one.at for one in self.house.booked.values()}
        at = (self.now + timedelta(minutes=ahead)).replace(second=0, microsecond=0)
        while at in taken:
            at += timedelta(seconds=1)
        return at

    @rule()
    def phone_times_are_handed_over(self) -> None:
        found = self.read(lambda session: find(session, phone_times.DUE, self.now))
        assert set(minutes.due(self.house)) <= set(found)
        for one in found:
            self._hand_over(one)

    def _hand_over(self, booking: int) -> None:
        def handed_over(had_to: bool) -> None:
            assert had_to == (booking in minutes.due(self.house))
            if had_to:
                minutes.hand_over(self.house, self.house.booked[booking], self._newest())

        self.act(lambda session: phone_times.hand_over(session, booking, self.now), handed_over)
