"""Runs the simulated telephone network: `python -m ivr.simnet --help`."""

import asyncio
import os
import sys

from ivr.simnet.server import serve
from ivr.simnet.site import SiteError, site_from


def main() -> int:
    """Runs until told to stop; 0 then, 1 if the network cannot start."""
    try:
        asyncio.run(serve(site_from(sys.argv[1:], os.environ)))
    except SiteError as error:
        print(f"simnet: {error}", file=sys.stderr)  # noqa: T201
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
