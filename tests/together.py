"""Many at the same moment: a function run by threads that start as one."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import TypeVar

Result = TypeVar("Result")


def together(how_many: int, do: Callable[[int], Result]) -> list[Result]:
    """What `do(0)`, `do(1)`, … give or raise, in order, when all of them start at once."""
    results: list[Result | Exception] = [RuntimeError("never came back")] * how_many
    start = Barrier(how_many)

    def run(one: int) -> None:
        start.wait(timeout=30)
        try:
            results[one] = do(one)
        except Exception as error:
            results[one] = error

    threads = [Thread(target=run, args=(one,)) for one in range(how_many)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    if faults := [result for result in results if isinstance(result, Exception)]:
        raise ExceptionGroup("some of them failed", faults)
    return [result for result in results if not isinstance(result, Exception)]
