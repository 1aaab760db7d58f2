"""Whole stories through the simulated network, with nothing patched."""
