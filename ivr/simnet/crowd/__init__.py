"""Many people at once: who calls when, a town that lives through a day, and what it met with."""
