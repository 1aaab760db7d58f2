"""The settings: what the environment says, checked before anything starts."""

from ivr.settings.environment import SAMPLE_AGENCY, SAMPLE_SECRET
from ivr.settings.reading import Refused, Settings, read_settings
from ivr.settings.refusals import is_loopback, is_placeholder

__all__ = [
    "SAMPLE_AGENCY",
    "SAMPLE_SECRET",
    "Refused",
    "Settings",
    "is_loopback",
    "is_placeholder",
    "read_settings",
]
