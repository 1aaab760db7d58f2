"""The form of a member of the staff: what she is, on what she is rung, and whom she serves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, cast

from flows.prompts import spoken
from flows.rules.languages import LANGUAGES
from ivr.models import Line, Staff
from ivr.services.staff import ROLES, NotFit, Role
from ivr.services.staffing import Work
from ivr.web.forms import Form
from ivr.web.words import language, word

LONGEST_NAME: Final = 80
LONGEST_PHONE: Final = 30
EMPTY: Final[Mapping[str, str]] = {"role": "agent", "language.fi": "on", "all_lines": "on"}
_FIELDS: Final = {
    "name": "name",
    "name_taken": "name",
    "role": "role",
    "languages": "language.fi",
    "phone": "phone",
    "phone_taken": "phone",
}


@dataclass(frozen=True, slots=True)
class Person:
    """What was filled in. Supervisors fill in the work alone: role and phone are empty then."""

    work: Work
    role: Role | None
    phone: str


def shown(one: Staff, *, whole: bool) -> dict[str, str]:
    """What the fields show of somebody; not the `whole` to those who set only her work."""
    served = one.line_keys or ()
    work = {
        **{f"language.{spoken_one}": "on" for spoken_one in one.languages},
        **{f"line.{key}": "on" for key in served},
        **({"all_lines": "on"} if one.line_keys is None else {}),
    }
    number = (one.contact.number if one.contact else None) or ""
    return {**work, "role": one.role, "phone": number} if whole else work


def labels(lines: Sequence[Line]) -> dict[str, str]:
    """What stands beside the fields."""
    spoken_here = {one: spoken.language_name(one, language()) for one in LANGUAGES}
    return {
        **{name: word(f"staff.{name}") for name in ("name", "role", "phone", "all_lines")},
        **{f"language.{one}": name.capitalize() for one, name in spoken_here.items()},
        **{f"line.{line.key}": line.names[language()] for line in lines},
    }


def read(form: Form, lines: Sequence[Line], *, whole: bool) -> Person:
    """The person; what `form.wrong` tells of is of no use."""
    return Person(
        work=Work(
            languages=tuple(one for one in LANGUAGES if form.is_ticked(f"language.{one}")),
            line_keys=_lines(form, lines),
        ),
        role=cast(Role, form.one_of("role", ROLES)) if whole else None,
        phone=form.text("phone", LONGEST_PHONE) if whole else "",
    )


def refuse(form: Form, unfit: NotFit) -> None:
    """Say beside the field what does not fit."""
    form.refuse(_FIELDS.get(unfit.lack, "name"), f"staff.refused.{unfit.lack}")


def _lines(form: Form, lines: Sequence[Line]) -> tuple[str, ...] | None:
    if form.is_ticked("all_lines"):
        return None
    keys = tuple(line.key for line in lines if form.is_ticked(f"line.{line.key}"))
    if not keys:
        form.refuse("all_lines", "staff.no_line")
    return keys
