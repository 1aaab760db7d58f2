"""A page that looks for what is new every two seconds gets it only if there is anything new."""

from collections.abc import Callable

from flask import Response, make_response, request
from flask.typing import ResponseReturnValue


def fresh(tag: str, render: Callable[[], ResponseReturnValue]) -> Response:
    """What `render` makes, under its tag; or 304 and no work, if the asker has it already."""
    etag = f'"{tag}"'
    if request.headers.get("If-None-Match") == etag:
        return Response(status=304, headers={"ETag": etag})
    answer = make_response(render())
    answer.headers["ETag"] = etag
    return answer
