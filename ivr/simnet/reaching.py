"""How a command reaches a running network: by an option, or by the environment."""

import os

import click

from ivr.simnet.visitor import ADDRESS, Visitor

reaches_network = click.option(
    "--network",
    "visitor",
    default=lambda: os.environ.get("TWILIO_API_URL") or ADDRESS,
    show_default=f"TWILIO_API_URL or {ADDRESS}",
    callback=lambda _context, _parameter, address: Visitor(address),
    help="Address of the running network.",
)
