"""Who calls, and whose number a call is about."""

from flows.rules.numbers import Source
from ivr.models import Call, Contact
from ivr.services import contacts
from ivr.services.codes import Asker
from ivr.services.context import Context


def shown(call: Call) -> int | None:
    """The contact whose number the network shows, if it may be called."""
    return call.contact_id if call.shown == "callable" else None


def meant(context: Context, e164: str | None) -> Contact | None:
    """Whom it is about: the holder of the typed or else of the shown number."""
    if e164:
        return contacts.find_or_make(context.session, context.keyer, e164, context.now)
    contact_id = shown(context.call)
    return context.session.get_one(Contact, contact_id) if contact_id else None


def source(call: Call, contact: Contact) -> Source:
    """How we know the number of whom it is about: the network shows it, or it was typed."""
    return "shown" if contact.id == shown(call) else "typed"


def asker(call: Call) -> Asker:
    """For whom wrong codes are counted: the call, and the shown number, be it callable or not."""
    return Asker(call.id, call.contact_id)
