"""The one thing that ends a reckoning before its time."""


class Broken(Exception):
    """A promise of the system did not hold; the message says which, of whom, and when."""
