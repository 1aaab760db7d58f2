"""What another process has moved meanwhile is done anew, and in the end there are words."""

from datetime import datetime

import pytest
from flask import Flask

from ivr.db import Session
from ivr.services.moves import Moved
from ivr.web.trouble import Moment, answered


@pytest.mark.parametrize(("moved", "told"), [(0, "served"), (2, "served"), (3, "<Hangup")])
def test_a_webhook_begins_anew_twice_and_then_apologises(app: Flask, moved: int, told: str) -> None:
    tries = []

    def work(_session: Session, now: datetime) -> str:
        tries.append(now)
        if len(tries) <= moved:
            raise Moved("by another process")
        return "served"

    with app.app_context():
        answer = answered(work, Moment(1))

    assert answer.status_code == 200
    assert told in answer.get_data(as_text=True)
    assert len(tries) == min(moved + 1, 3)
