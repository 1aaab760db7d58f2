"""What no browser sends and no database keeps is refused before anything is asked of one."""

import pytest
from flask import Flask

from tests.conftest import only_postgresql
from tests.web.visitors import Visitor

pytestmark = only_postgresql

NUL = "\x00"


@pytest.mark.parametrize("path", ["/own/booking/%00/", "/queue?name=%00"])
def test_an_address_with_a_nul_is_none_of_ours(app: Flask, path: str) -> None:
    assert Visitor.to(app).get(path).status_code == 400


@pytest.mark.parametrize(("path", "field"), [("/feedback", "words"), ("/login", "name")])
def test_a_form_with_a_nul_is_refused_in_words(app: Flask, path: str, field: str) -> None:
    answer = Visitor.to(app).post(path, **{"about": "other", field: f"a{NUL}b"})

    assert answer.status_code == 400
    assert "Pyyntö ei ollut sellainen" in answer.text
