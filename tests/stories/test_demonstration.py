"""The demonstration itself: processes over loopback, driven from outside by its commands."""

from pathlib import Path

import pytest

from tests.stories.demonstration import demonstration, descendants, lives

pytestmark = [pytest.mark.processes, pytest.mark.timeout(300)]

CITIZEN, AINO = "+358401234567", "+358501234567"


def test_a_newcomer_plays_the_main_job_through_and_stops_everything(tmp_path: Path) -> None:
    with demonstration(tmp_path) as place:
        citizen, aino = place.phone(CITIZEN), place.phone(AINO)

        citizen.dial("1", "1", "1")
        place.until(lambda: "Soittopyyntösi on tallessa" in citizen.said, "the request is stored")
        citizen.hang_up()
        [row] = place.queue
        assert row["number"] == "+358 40 ••• ••67"
        place.ivr("staff", "state", "aino", "ready")

        aino.answer()
        aino.press("1")
        citizen.answer()
        place.until(lambda: place.queue[0]["state"] == "talking", "they talk")
        aino.press("*")
        aino.press("1")
        place.until(lambda: not place.queue, "the outcome is filed")

        family = descendants(place.process.pid)
        assert len(family) >= 3
        assert place.ask("GET", "problems") == []
        assert place.stop() == 0
        assert not [pid for pid in family if lives(pid)]


@pytest.mark.crowd
def test_on_friday_at_four_nobody_is_called_any_more(tmp_path: Path) -> None:
    with demonstration(tmp_path, "--at", "Fri 15:58") as place:
        aino = place.phone(AINO)
        printed = place.ivr("simnet", "dial", CITIZEN, "--press", "1,1,1")
        assert "Soittopyyntösi on tallessa" in printed

        place.until(lambda: place.clock >= "Fri 15:59:28", "it is nearly four")
        place.ivr("staff", "state", "aino", "ready")
        place.until(lambda: place.clock >= "Fri 15:59:46", "it is too late for a call")
        aino.answer()
        aino.press("1")
        place.until(lambda: "Aukioloaika päättyy" in aino.said, "she hears that it is too late")
        place.until(lambda: place.clock >= "Fri 16:00:10", "it is past four")

        assert place.legs("outbound-dial") == []
        assert [row["state"] for row in place.queue] == ["ready"]
        assert "off" in place.ivr("staff", "list").splitlines()[1]
        assert place.stop() == 0
