"""What a run has shown, in lines to read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

_LINES: Final = (
    ("calls to the service", "calls"),
    ("  promised a call, by speech", "confirmed"),
    ("  hung up before", "hung_up"),
    ("  not let in, all lines taken", "refused"),
    ("calls to agents", "offers"),
    ("calls to citizens", "called"),
    ("  in vain", "missed"),
    ("conversations", "talks"),
    ("texts", "texts"),
    ("faults of the network", "faults"),
    ("answers it could not use", "problems"),
    ("promises it saw broken", "broken"),
)


@dataclass(frozen=True, slots=True)
class Report:
    """How the crowd has done in the end; `early` if it was stopped."""

    last: Mapping[str, Any]
    early: bool = False

    @property
    def is_bad(self) -> bool:
        """Whether the product has done what it must not do, as seen from the network."""
        tally = self.last["tally"]
        spoilt = tally["problems"] and not tally["faults"]
        return bool(tally["broken"] or spoilt)


def told(report: Report) -> str:
    """The summary."""
    tally = report.last["tally"]
    lines = [f"{tally[name]:>7}  {words}" for words, name in _LINES]
    lines.append(f"{report.last['waiting']:>7}  citizens still wait for their call")
    lines += [f"         ! {complaint}" for complaint in tally["complaints"]]
    return "\n".join(["stopped early" if report.early else "done", *lines])


def progress(told: Mapping[str, Any]) -> str:
    """One line on the way."""
    tally = told["tally"]
    return (
        f"{told['arrived']:>6} of {told['citizens']} have called, "
        f"{tally['confirmed']} promises, {tally['talks']} conversations, {told['waiting']} waiting"
    )


def replayed(told: Mapping[str, Any]) -> str:
    """How much of a run was done again."""
    lines = [f"{told['done']} of {told['acts']} acts done again"]
    lines += [f"  ! {complaint}" for complaint in told["complaints"]]
    return "\n".join(lines)
