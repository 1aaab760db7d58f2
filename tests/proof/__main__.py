"""`python -m tests.proof [NAME…]`: makes these trials, or none, and writes docs/proof.md anew.

Ends with 1 if one of them did not hold.
"""

import sys
from collections.abc import Sequence

from tests.proof.page import PAGE, render
from tests.proof.results import kept, run
from tests.proof.trials import TRIALS


def main(names: Sequence[str]) -> int:
    unknown = {*names} - {trial.name for trial in TRIALS}
    if unknown:
        print(f"There is no trial {', '.join(sorted(unknown))}.", file=sys.stderr)  # noqa: T201
        return 2
    made = [run(trial) for trial in TRIALS if trial.name in names]
    PAGE.write_text(render(kept()), encoding="utf-8")
    return int(any(result.exit for result in made))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
