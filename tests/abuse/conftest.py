"""Worlds as stories have them; after each, the oath is asked as after any story."""

from tests.stories.conftest import begin, postgresql_template, sqlite_template

__all__ = ["begin", "postgresql_template", "sqlite_template"]
