"""One line of the result: what was measured, beside what, and what is wanted."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """`value` in `unit`; `hold` is the most that is accepted and `excellent` what is aimed at."""

    what: str
    value: float
    unit: str
    hold: float | None = None
    excellent: float | None = None

    @property
    def verdict(self) -> str:
        if self.hold is None or self.excellent is None:
            return ""
        if self.value <= self.excellent:
            return "excellent"
        return "holds" if self.value <= self.hold else "MISSED"


def show(title: str, figures: list[Figure]) -> str:
    """The figures as a table."""
    rows = [_row(figure) for figure in figures]
    return "\n".join((f"\n{title}", *rows))


def _row(figure: Figure) -> str:
    goal = "" if figure.hold is None else f"<= {figure.hold:g}, best <= {figure.excellent:g}"
    value = f"{figure.value:,.2f}" if figure.value < 100 else f"{figure.value:,.0f}"
    return f"  {figure.what:<58}{value:>10} {figure.unit:<6}{goal:<24}{figure.verdict}".rstrip()
