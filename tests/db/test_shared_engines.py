"""Engines of tests: what was compiled is shared, and nothing else."""

from pathlib import Path

from sqlalchemy import Engine, event, text

from tests.engines import Engines


def mark(engine: Engine, word: str) -> None:
    with engine.begin() as connection:
        connection.execute(text(f"CREATE TABLE {word} (id integer)"))


def marks(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return list(connection.scalars(text("SELECT name FROM sqlite_master")))


def test_each_test_finds_its_own_database_and_no_others(tmp_path: Path) -> None:
    engines = Engines()
    for name in ("first", "second"):
        with engines.to(f"sqlite:///{tmp_path / name}.db") as engine:
            mark(engine, name)
            assert marks(engine) == [name]
    with engines.to(f"sqlite:///{tmp_path / 'first'}.db") as engine:
        assert marks(engine) == ["first"]


def test_two_at_once_have_two_databases(tmp_path: Path) -> None:
    engines = Engines()
    with (
        engines.to(f"sqlite:///{tmp_path / 'first'}.db") as first,
        engines.to(f"sqlite:///{tmp_path / 'second'}.db") as second,
    ):
        mark(first, "first")
        mark(second, "second")
        assert (marks(first), marks(second)) == (["first"], ["second"])


def test_who_listens_to_an_engine_hears_nothing_of_the_next_test(tmp_path: Path) -> None:
    engines, heard = Engines(), list[str]()
    with engines.to(f"sqlite:///{tmp_path / 'first'}.db") as engine:
        event.listen(engine, "before_cursor_execute", lambda *words: heard.append(words[2]))
        mark(engine, "first")
    with engines.to(f"sqlite:///{tmp_path / 'second'}.db") as engine:
        mark(engine, "second")
    assert heard == ["CREATE TABLE first (id integer)"]
