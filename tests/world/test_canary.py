"""What is personal or secret gets into no log, no address, no figure and no page of errors."""

import json
import re
import subprocess
import sys

CODE = re.compile(r"(?<!\d)\d{4}(?!\d)")


def test_a_day_tells_its_logs_and_addresses_of_nobody(sqlite_url: str) -> None:
    day = subprocess.run(
        [sys.executable, "-m", "tests.world.canary", sqlite_url],
        capture_output=True, text=True, timeout=110, check=True,
    )  # fmt: skip
    told = json.loads(day.stdout)
    shown = {"logs": day.stderr, "addresses": "\n".join(told["addresses"]), "pages": told["pages"]}

    assert len(told["canaries"]) > 20
    assert shown["logs"].count('"event"') > 30
    assert "# HELP" in shown["pages"]
    for place, text in shown.items():
        assert [one for one in told["canaries"] if is_in(one, text)] == [], place


def is_in(canary: str, text: str) -> bool:
    """A short code only where it stands by itself: four digits are part of many a number."""
    return canary in CODE.findall(text) if len(canary) == 4 else canary in text


def test_a_canary_would_be_found() -> None:
    assert is_in("+358401234567", "called +358401234567 in vain")
    assert is_in("0815", "code=0815&more")
    assert not is_in("0815", "at 1795508155 sharp")
