"""What the network refuses to people at phones."""


class RefusedError(Exception):
    """Something that cannot be done on this network, in one sentence."""


class UnknownLegError(RefusedError):
    """There is no leg of that name."""
