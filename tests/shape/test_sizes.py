"""Files and functions stay small enough to be read at once."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.shape.sources import STOREYS, python_files, text

FUNCTION, FILE, TEST_FILE = 40, 250, 400
FORBIDDEN = {"utils", "util", "helpers", "helper", "manager", "common", "base", "misc", "handler"}

STEPS = Path("ivr/migrations/versions")  # written out by a program, read only in need
READ = [file for file in python_files(*STOREYS, "tests") if file.parent != STEPS]


def test_a_file_is_read_in_one_sitting() -> None:
    lines = {file: len(text(file).splitlines()) for file in READ}

    assert {file: many for file, many in lines.items() if many > _longest(file)} == {}


def test_a_function_fits_on_a_screen() -> None:
    lines = {(str(file), name): many for file in READ for name, many in functions(file)}

    assert {place: many for place, many in lines.items() if many > FUNCTION} == {}


def test_a_name_says_what_is_inside() -> None:
    names = {file: {*file.parent.parts, file.stem} for file in READ}

    assert {file for file in READ if names[file] & FORBIDDEN} == set()


def _longest(file: Path) -> int:
    return TEST_FILE if file.parts[0] == "tests" else FILE


def functions(file: Path) -> Iterator[tuple[str, int]]:
    """Each function of a file with the number of its lines."""
    for node in ast.walk(ast.parse(text(file))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


def test_the_measure_sees_a_long_function(tmp_path: Path) -> None:
    long = tmp_path / "long.py"
    long.write_text("def wordy():\n" + "    say = 1\n" * FUNCTION)

    assert dict(functions(long)) == {"wordy": FUNCTION + 1}
