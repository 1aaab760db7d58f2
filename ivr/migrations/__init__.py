"""The way from any older schema to today's: `upgrade` it, ask whether it is `at_head`.

`python -m ivr.migrations "why"` writes the next step from what the models have become.
"""

from ivr.migrations.upgrading import at_head, upgrade

__all__ = ["at_head", "upgrade"]
