"""Going back to a page that was the answer to a form.

All other pages are asked for anew, since nothing of them is kept. Such a one would be asked for by
sending its form once more, so a browser that has not kept it shows an error of its own instead.
Hence it keeps second looks: they hold no whole number and no secret, what is pressed in them again
is held against how things stand then, and logging out clears them away.

Source: RFC 9111, 4.1 (`Vary`), 5.2.2.4 (`no-cache` lets an answer be kept), 5.2.2.7 (`private`).
"""

from typing import Final

from flask import Response, make_response
from flask import render_template as render

_KEPT: Final = "private, no-cache"


def second_look(template: str, **facts: object) -> Response:
    """What somebody is about to do, once more before her eyes."""
    answer = make_response(render(template, **facts))
    answer.headers["Cache-Control"] = _KEPT
    return answer


def forget_cookies(answer: Response) -> None:
    """What is kept must not vary with the cookie, as Flask has it: that changes with whatever is
    done next, and the browser would take the page for another one."""
    if answer.headers.get("Cache-Control") == _KEPT:
        answer.vary.discard("Cookie")
