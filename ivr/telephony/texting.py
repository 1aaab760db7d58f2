"""Answering a text, and which ones the network answers by itself."""

from typing import Final

from twilio.twiml.messaging_response import MessagingResponse

_KEYWORDS: Final = frozenset(
    {"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout"}
    | {"start", "unstop", "yes", "help", "info"}
)


def is_for_the_network(body: str) -> bool:
    """A word by which people end and begin to get texts, or ask how: Twilio heeds and answers it.

    Source: Twilio, "Support for opt-out keywords" and "Advanced Opt-Out".
    """
    return body.strip().lower() in _KEYWORDS


def reply(words: str) -> str:
    """TwiML that answers a text with another one."""
    response = MessagingResponse()
    response.message(words)
    return str(response)
