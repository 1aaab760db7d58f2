"""What an attribute or a text may hold: kinds of values, each with words for the complaint."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Value:
    """One kind of value; `expects` completes the sentence "expects …"."""

    expects: str
    accepts: Callable[[str], bool]


def whole(low: int, high: int | None = None) -> Value:
    """A whole number from `low` to `high`, both included, in plain digits."""

    def accepts(text: str) -> bool:
        plain = text.isascii() and text.isdigit() and len(text) < 10
        return plain and low <= int(text) and (high is None or int(text) <= high)

    limit = f"from {low} to {high}" if high is not None else f"{low} or more"
    return Value(f"a whole number, {limit}", accepts)


def word(*allowed: str) -> Value:
    """Exactly one of the given words, case counted."""
    return Value("one of " + ", ".join(allowed), frozenset(allowed).__contains__)


def words(*allowed: str) -> Value:
    """One or more of the given words, each at most once, separated by single spaces."""

    def accepts(text: str) -> bool:
        given = text.split(" ")
        return set(given) <= set(allowed) and len(set(given)) == len(given)

    return Value("some of " + ", ".join(allowed) + ", separated by spaces", accepts)


def pattern(expects: str, expression: str) -> Value:
    """A text that matches `expression` as a whole."""
    matches = re.compile(expression).fullmatch
    return Value(expects, lambda text: matches(text) is not None)


def _is_url(text: str) -> bool:
    if not text or any(char.isspace() or not char.isprintable() for char in text):
        return False
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return False
    if parts.scheme or parts.netloc:
        return parts.scheme in {"http", "https", ""} and bool(parts.hostname)
    return True


ANYTHING = Value("any text", lambda _text: True)
SOMETHING = Value("some text", lambda text: bool(text.strip()))
BOOLEAN = word("true", "false")
METHOD = word("GET", "POST")
URL = Value("a URL, relative or http(s)", _is_url)
E164 = pattern("a number in E.164 form", r"\+[1-9][0-9]{6,14}")
TONES = pattern("keys 0-9 * # A-D and waits w W", r"[0-9A-Dw#*W]+")
FINISH_KEY = pattern("one key of 0-9 * # or nothing", r"[0-9*#]?")
LANGUAGE_TAG = pattern("a language tag", r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
CALLER_ID = pattern("a number in E.164 form or client:…", r"\+[1-9][0-9]{6,14}|client:\S+")
