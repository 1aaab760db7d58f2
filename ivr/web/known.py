"""Lines and service points by the keys that stand in addresses."""

from collections.abc import Callable
from typing import TypeVar

from flask import abort

from ivr.db import Session
from ivr.services.lines import UnknownLine
from ivr.services.points import UnknownPoint

T = TypeVar("T")


def known(find: Callable[[Session, str], T], rows: Session, key: str) -> T:
    """What has this key; where nothing has, there is no such page."""
    try:
        return find(rows, key)
    except (UnknownPoint, UnknownLine):
        abort(404)
