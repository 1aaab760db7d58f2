"""Caps per number and local day: plain counters in, a decision out.

A day is a date in Helsinki; whoever counts must count by that date.
"""

from dataclasses import dataclass

from flows.rules.numbers import Source
from flows.rules.reason import Decision, allow, refuse


@dataclass(frozen=True, slots=True)
class Caps:
    """The most of each thing there may be for one number on one day.

    `legs_relay` are those of a number that is rung for others, as that of a relay service, once
    somebody has been talked to through it; until then it may be anybody's, as if it were typed.
    `newcomers` are requests within ten minutes, to a line, for numbers we have never talked with:
    beyond them, and for an hour, such requests wait for another day, and only
    `newcomers_put_off` of them a day are taken; 0 newcomers: there is no such bound.
    `typed_withheld` are different numbers typed by all callers together who show none.
    `phone_times` and `visits` are the bookings that may stand at the same time. `codes` are tries
    to enter a code: in one call, from one number, and from all callers without a number; as many on
    all pages without a proven one. `texts` are those about misses and delays, `messages` all but
    those with which a number is proven and those about what we have taken back; `messages_of_line`
    as many of all numbers together. `proofs` are texts
    with which a number is proven on a page: of one number on a day and in an hour, and of all
    numbers together, since each one costs money; `proofs_by_ring` cost none.
    """

    legs_trusted: int = 4
    legs_typed: int = 2
    legs_relay: int = 10
    requests: int = 3
    newcomers: int = 0
    newcomers_put_off: int = 200
    typed_numbers: int = 2
    typed_withheld: int = 50
    unattended: int = 1
    texts: int = 2
    messages: int = 10
    messages_of_line: int = 2000
    phone_times: int = 2
    visits: int = 2
    codes_a_call: int = 3
    codes: int = 10
    codes_withheld: int = 50
    proofs: int = 5
    proofs_an_hour: int = 3
    proofs_by_ring: int = 20
    proofs_of_line: int = 500

    def legs(self, source: Source) -> int:
        """The legs a number may get: fewer if nobody but the caller vouches for it."""
        return self.legs_trusted if source in {"shown", "staff"} else self.legs_typed


def may_ring(legs_today: int, source: Source, caps: Caps) -> Decision:
    """May the number be rung once more today? `legs_today` counts legs placed or being placed."""
    return _under(legs_today, caps.legs(source), "legs_spent")


def may_stay_on_the_line(unattended_today: int, caps: Caps) -> Decision:
    """May a caller who pressed no key get a request by staying on the line?"""
    return _under(unattended_today, caps.unattended, "unattended_spent")


def _under(used: int, cap: int, spent: str) -> Decision:
    return (
        allow("within_cap", used=used, cap=cap) if used < cap else refuse(spent, used=used, cap=cap)
    )
