"""The page of an answer says what the answer says, in words, pictures and tables."""

from html.parser import HTMLParser

from scheduler.world.reckoning.answer import answer
from scheduler.world.reckoning.question import teams_of
from scheduler.world.reckoning.reckoning import reckon
from scheduler.world.reckoning.report import facts, page
from tests.world.reckoning import asking


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.cells: list[str] = []
        self.tags: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("src", "href")]

    def handle_data(self, data: str) -> None:
        self.cells.append(data.strip())


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    return reader


def test_the_page_has_every_figure_and_needs_nothing_else() -> None:
    told = answer(reckon(asking()))
    seen = read(page(told))

    assert {value for _, (value,) in facts([told])} <= set(seen.cells)
    assert seen.tags.count("figure") == seen.tags.count("details") == 4
    assert seen.links == []
    assert f"{told['by_day'][0]['requests']}" in seen.cells


def test_two_answers_stand_beside_each_other() -> None:
    few, many = (answer(reckon(asking(teams=teams_of(n)))) for n in (1, 4))

    cells = set(read(page(few, many)).cells)

    for _, values in facts([few, many]):
        assert set(values) <= cells


def test_many_days_are_told_by_the_week() -> None:
    told = answer(reckon(asking(days=70, calls=4_000)))

    assert len(told["by_day"]) == 10
    assert sum(week["calls"] for week in told["by_day"]) == told["calls"]
