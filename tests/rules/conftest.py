"""Properties are tried without a stopwatch: a slow machine is no fault of a rule."""

from hypothesis import settings

settings.register_profile("rules", deadline=None, max_examples=300)
settings.load_profile("rules")
