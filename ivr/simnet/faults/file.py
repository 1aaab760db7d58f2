"""Faults from a file: TOML, one `[[fault]]` table each, with the settings of a `Fault`."""

import tomllib
from pathlib import Path

from ivr.simnet.faults.fault import BadFaultError, Fault, fault_from


def read(path: Path) -> tuple[Fault, ...]:
    """The faults of a file. Raises BadFaultError with the file and what is wrong in it."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
        return tuple(fault_from(table) for table in _listed(tables))
    except OSError as error:
        raise BadFaultError(f"{path} can't be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadFaultError(f"{path} is not TOML: {error}") from error
    except BadFaultError as error:
        raise BadFaultError(f"{path}: {error}") from error


def _listed(tables: dict[str, object]) -> list[dict[str, object]]:
    faults = tables.pop("fault", [])
    if tables:
        raise BadFaultError(f"{next(iter(tables))!r} is not known: only [[fault]] tables are")
    if not isinstance(faults, list) or not all(isinstance(one, dict) for one in faults):
        raise BadFaultError("each fault is to be a table of its own: [[fault]]")
    return faults
