"""Logs as JSON lines in UTC on standard error. No telephone number, digits keyed in, or secret
gets into them: every text is masked on its way out, whoever wrote it."""

import logging
import re
from collections.abc import MutableMapping
from typing import Any

import structlog
from structlog.typing import Processor

# A run of six or more digits, also with the usual separators, that is no part of an identifier.
# Nor is it a date.
_DIGITS = re.compile(r"(?<![\w:.+-])(?!\d{4}-\d\d-\d\d)\+?\d(?:[ ()-]{0,2}\d){5,}(?![\w:])")
_SECRET = re.compile(r"\b(?:AC|SK)[0-9a-f]{32}\b|\b[A-Za-z0-9+/]{27}=")
_QUIET = {
    "alembic": logging.WARNING,
    "twilio.http_client": logging.WARNING,
    "apscheduler": logging.ERROR,
    "urllib3": logging.ERROR,
}
_OURS = frozenset({"timestamp", "level", "logger"})

Entry = MutableMapping[str, Any]


def masked(text: str) -> str:
    """The text with digits and secrets blotted out; the last two digits of a run stay."""
    return _SECRET.sub("•••", _DIGITS.sub(lambda run: f"•••{run.group()[-2:]}", text))


def mask(_logger: Any, _method: str, entry: Entry) -> Entry:
    """A structlog processor: every value that could hold digits or secrets is masked."""
    return {name: value if name in _OURS else _clean(value) for name, value in entry.items()}


def _clean(value: Any) -> Any:
    match value:
        case bool() | float() | None:
            return value
        case int():
            return value if abs(value) < 1_000_000 else masked(str(value))
        case dict():
            return {_clean(key): _clean(part) for key, part in value.items()}
        case list() | tuple() | set():
            return [_clean(part) for part in value]
        case _:
            return masked(str(value))


def configure(level: int = logging.INFO) -> None:
    """Sends our own log and that of every library through the same masking renderer."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        mask,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.ExtraAdder(), *shared],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                mask,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=level, force=True)
    for name, least in _QUIET.items():
        logging.getLogger(name).setLevel(least)
