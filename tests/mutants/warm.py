"""Runs pytest again and again in the folder that it was started in, each time as if anew.

What is not ours is imported once; each run is a process of its own that has imported nothing of
ours. Standard input has one line for each run; its exit code is the line that it is answered by.
"""

import os
import sys

import holidays  # noqa: F401
import hypothesis.strategies  # noqa: F401
import psycopg  # noqa: F401
import pytest
import sqlalchemy.orm  # noqa: F401
import twilio.request_validator  # noqa: F401


def main() -> None:
    answers = os.fdopen(os.dup(1), "w")
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    for _ in sys.stdin:
        print(_exit_code(sys.argv[1:]), file=answers, flush=True)


def _exit_code(arguments: list[str]) -> int:
    child = os.fork()
    if child == 0:
        os._exit(pytest.main(arguments))
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


if __name__ == "__main__":
    main()
