"""Callbacks: asked for, standing, cancelled, come due."""

from ivr.services.moves import Moved, move

__all__ = ["Moved", "move"]
