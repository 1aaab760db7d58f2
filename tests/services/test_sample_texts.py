"""With the words of the sample agency, too, every text about a booking is one short message."""

from datetime import datetime, timedelta

import pytest

from flows.prompts import sms, sms_kinds, written
from flows.rules.languages import LANGUAGES, Language
from flows.rules.window import HELSINKI
from ivr.services.agency import read_agency
from ivr.settings import SAMPLE_AGENCY
from tests.prompts.gsm7 import SEGMENT, septets

AGENCY = read_agency(SAMPLE_AGENCY)
MOMENTS = [datetime(2026, 12, 1, 13, 30, tzinfo=HELSINKI) + timedelta(days=n) for n in range(60)]
LONGEST = {language: max((written.moment(at, language) for at in MOMENTS), key=len)
           for language in LANGUAGES}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("point", AGENCY.service_points, ids=lambda point: point.key)
@pytest.mark.parametrize("kind", sorted(kind for kind in sms_kinds() if kind.endswith("_visit")))
def test_a_text_about_a_visit_is_one_message(kind: str, point: object, language: Language) -> None:
    number = AGENCY.lines[0].number
    text = sms(
        kind,
        language,
        {
            **AGENCY.names[language],
            "when": LONGEST[language],
            "point": point.names[language]["point"],  # type: ignore[attr-defined]
            "address": point.addresses[language],  # type: ignore[attr-defined]
            "reach": written.reached(number, "0000", language),
        },
    )

    assert septets(text) <= SEGMENT, text
