"""Finders: each looks at a text and says which stretches of it tell who somebody is.

A finder reads the *shadow* of a text (`bot.listening.normal.shadow`): as long as the text, so that what
is found there can be cut out here. They run in the order of `FINDERS`; what one has found the next ones
see as blanks.
"""

from typing import Final

from bot.listening.masking import accounts, contact, credentials, people, phones, places
from bot.listening.masking.spans import BLANK, Finder, Span, token

__all__ = ["BLANK", "FINDERS", "Finder", "Span", "token"]

FINDERS: Final[tuple[tuple[Finder, int], ...]] = (
    (contact.markup, 0),
    (contact.links, 0),
    (contact.emails, 0),
    (credentials.keys, 2),
    (credentials.spoken, 0),
    (accounts.ibans, 11),
    (accounts.cards, 13),
    (accounts.cued, 3),
    (credentials.addresses_of_machines, 4),
    (places.births, 4),
    (phones.phones, 6),
    (phones.spelled, 0),
    (places.addresses, 1),
    (people.names, 0),
)
"""From the surest to the vaguest (a card number is no phone number, a street is no surname), each with
the fewest digits a text must hold for it to be asked: most comments hold none."""
