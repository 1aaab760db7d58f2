"""The way from any older schema to today's: `upgrade` it, ask whether it is `at_head`.

`python -m ivr.migrations "why"` writes the next step from what the models have become.
"""

from ivr.migrations.heads import at_head

__all__ = ["at_head", "upgrade"]


def upgrade(url: str, revision: str = "head") -> None:
    """Brings the schema to `revision`. Harmless when it is there already, or twice at once.

    Raises Busy or Lost; the schema is then as it was.
    """
    from ivr.migrations import upgrading  # loads much that only this needs

    upgrading.upgrade(url, revision)
