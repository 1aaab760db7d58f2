"""What tests of the citizens' pages do: open an office with times, hold one, and book it."""

import re

from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from ivr.db import Database
from ivr.models import Booking
from ivr.services import diaries
from tests import make
from tests.diaries import a_point
from tests.web.proofs import Citizen

KUHMO = "/book/time/visit/kuhmo/fi/"
PHONE = "/book/time/phone_time/general/fi/"
REFERENCE = r'<b class="nowrap">(\d{4}) (\d{4})</b>'


def at_an_office(app: Flask, database: Database) -> Citizen:
    """Kuhmo is open on Fridays, phone times are laid out in two languages."""
    with database.writing() as session:
        make.an_agent(session, "Aino", languages=["fi", "sv"])
        a_point(session, languages=["fi", "sv"], horizon_days=7)
        diaries.extend(session, make.NOW)
    return Citizen.at(app, database)


def hold(citizen: Citizen, place: str = KUHMO, which: int = 1) -> TestResponse:
    """Presses the next free time, or another one of that day."""
    slots = re.findall(r'name="slot" value="(\d+)"', citizen.get(place).text)
    return citizen.post(place, slot=slots[which])


def confirm(citizen: Citizen, **fields: str) -> TestResponse:
    found = re.search(r'name="held" value="(\w+)"', citizen.get("/book/time/held/").text)
    assert found
    return citizen.post("/book/time/held/", held=found[1], **fields)


def books(citizen: Citizen, place: str = KUHMO) -> tuple[str, str]:
    """Whose number is proven: where her new booking is found, and its eight digits."""
    hold(citizen, place)
    assert confirm(citizen).location == "/book/time/booked/"
    digits = re.search(REFERENCE, citizen.get("/book/time/booked/").text)
    assert digits
    return f"/own/booking/{bookings(citizen.database)[-1].public_id}/", "".join(digits.groups())


def bookings(database: Database) -> list[Booking]:
    with database.reading() as session:
        return list(session.scalars(select(Booking).order_by(Booking.id)))
