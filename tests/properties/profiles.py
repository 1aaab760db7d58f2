"""How many lives are lived, and how long. `PROPERTIES=shrink pytest tests/properties` makes a life
that failed as short as it can be, `PROPERTIES=long` lives many more, others every time."""

import os

from hypothesis import HealthCheck, Phase, settings

GATE = settings(
    max_examples=15,
    stateful_step_count=40,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.generate,),
)
SHRINK = settings(GATE, phases=(Phase.generate, Phase.shrink))
LONG = settings(
    SHRINK, max_examples=2_000, stateful_step_count=60, derandomize=False, print_blob=True
)
PROFILES = {"gate": GATE, "shrink": SHRINK, "long": LONG}
PROFILE = PROFILES[os.environ.get("PROPERTIES", "gate")]
