"""Changes the rules and the claim in small ways, one at a time, and sees whether a test notices.

What functions do is changed by mutmut, what stands outside them by `tables`; which files, and by
which tests it is to be noticed, stands in pyproject.toml. It ends with 1 if a change went
unnoticed that `equal.toml` does not explain, or if that explains one which there is none of.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from tests.mutants.mutant import Mutant, Verdict, between, explained, judge
from tests.mutants.tables import changed

MUTMUT: Final = str(Path(sys.executable).with_name("mutmut"))
KILLED: Final = frozenset({"killed", "timeout"})
# Where the machine's own time zone is Helsinki, some mistakes would go unnoticed.
ENVIRONMENT: Final = {**os.environ, "TZ": "UTC"}
CACHE: Final = re.compile(r"^@(lru_)?cache\b.*\n", re.MULTILINE)
Settings = dict[str, Any]


def main() -> int:
    settings = tomllib.loads(Path("pyproject.toml").read_text())["tool"]["mutmut"]
    given = _parser().parse_args()
    files = [one for one in settings["only_mutate"] if _wanted(one, given.modules)]
    with _copy(settings["source_paths"]) as copy:
        functions = _of_functions(copy, files, given.children)
        mutants = [*functions, *_of_tables(copy, files, settings)]
    verdict = judge(mutants, explained())
    _tell(verdict)
    return 1 if verdict.unexplained or verdict.stale or not mutants else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("modules", nargs="*", help="such as flows.rules.hours; otherwise all")
    parser.add_argument("--children", type=int, default=1, help="processes at the same time")
    return parser


def _wanted(file: str, modules: Sequence[str]) -> bool:
    return not modules or _module(file) in modules


def _module(file: str) -> str:
    return file.removesuffix(".py").replace("/", ".")


@contextmanager
def _copy(sources: Sequence[str]) -> Iterator[Path]:
    """The project without its caches: one would answer with what was reckoned before a change,
    and mutmut leaves alone what is decorated."""
    with TemporaryDirectory() as folder:
        copy = Path(folder)
        for one in (*sources, "tests"):
            shutil.copytree(one, copy / one, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy("pyproject.toml", copy)
        for file in (file for one in sources for file in (copy / one).rglob("*.py")):
            file.write_text(CACHE.sub("", file.read_text()))
        yield copy


def _of_functions(copy: Path, files: Sequence[str], children: int) -> Iterator[Mutant]:
    names = [f"{_module(file)}.*" for file in files]
    run = [MUTMUT, "run", "--max-children", str(children), *names]
    subprocess.run(run, check=True, cwd=copy, env=ENVIRONMENT)
    for line in _ask(copy, "results", "--all", "True").splitlines():
        name, _, status = line.strip().partition(": ")
        file = name.rpartition(".")[0].replace(".", "/") + ".py"
        if file in files:
            shown = "" if status in KILLED else _ask(copy, "show", name)
            yield _as_mutant(file, shown, killed=status in KILLED)


def _as_mutant(file: str, shown: str, *, killed: bool) -> Mutant:
    lines = [line for line in shown.splitlines() if line[:3] not in ("---", "+++")]
    was, becomes = (next((one for one in lines if one[:1] == sign), "") for sign in "-+")
    return Mutant(file, was[1:].strip(), becomes[1:].strip(), killed)


def _ask(copy: Path, *question: str) -> str:
    run = [MUTMUT, *question]
    return subprocess.run(run, check=True, cwd=copy, capture_output=True, text=True).stdout


def _of_tables(copy: Path, files: Sequence[str], settings: Settings) -> Iterator[Mutant]:
    for file in files:
        tests = _beside(file, settings["pytest_add_cli_args_test_selection"])
        arguments = ["-x", "-q", "--assert=plain", *settings["pytest_add_cli_args"], *tests]
        if any(changed((copy / file).read_text())):
            with _warm(copy, arguments) as passes:
                yield from _of_table(copy / file, file, passes)


def _of_table(copied: Path, file: str, passes: Callable[[], bool]) -> Iterator[Mutant]:
    before = copied.read_text()
    if not passes():
        raise SystemExit(f"the tests of {file} fail before anything is changed")
    for after in changed(before):
        copied.write_text(after)
        yield between(file, before, after, killed=not passes())
    copied.write_text(before)


@contextmanager
def _warm(copy: Path, arguments: Sequence[str]) -> Iterator[Callable[[], bool]]:
    """Whether pytest passes in the copy of the project, asked as often as one likes."""
    # -B: what was compiled of one change must not be taken for the next one of the same length.
    run = [sys.executable, "-B", "-m", "tests.mutants.warm", *arguments]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        run, cwd=copy, env=ENVIRONMENT, stdin=pipe, stdout=pipe, text=True
    ) as runs:
        asked, answers = runs.stdin, runs.stdout
        assert asked is not None
        assert answers is not None

        def passes() -> bool:
            print(file=asked, flush=True)
            return int(answers.readline()) == 0

        yield passes


def _beside(file: str, tests: Sequence[str]) -> list[str]:
    """The tests of the folder of the same name, or all; first those named after the file."""
    folder, name = Path(file).parent.name, f"test_{Path(file).name}"
    siblings = [test for test in tests if Path(test).parent.name == folder]
    return sorted(siblings or tests, key=lambda test: Path(test).name != name)


def _tell(verdict: Verdict) -> None:
    print(f"{'':30} mutants  killed  explained  neither")  # noqa: T201
    for file, *counts in verdict.rows:
        print(f"{file:30} {counts[0]:7} {counts[1]:7} {counts[2]:10} {counts[3]:8}")  # noqa: T201
    for mutant in verdict.unexplained:
        print(f"\nunnoticed in {mutant.file}\n- {mutant.was}\n+ {mutant.becomes}")  # noqa: T201
    for entry in verdict.stale:
        print(f"\nexplained, yet there is none: {entry}")  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
