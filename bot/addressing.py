"""On which platform somebody is reached: where they acted last, of those they are on and that have the app."""

from __future__ import annotations

from bot.model import Delivery, Home, PersonId
from bot.ports import Work


def elsewhere(work: Work, delivery: Delivery) -> bool:
    """Whether they acted on another platform since it was planned: then it goes out there, at once."""
    account = work.people.account(delivery.person or PersonId(""))
    if account is None or (account.platform, account.home) == (delivery.platform, delivery.home):
        return False
    work.deliveries.address(delivery.key, account)
    return True


def leave(work: Work, home: Home) -> None:
    """A home took the app away: it pauses, its secrets go; who can be reached elsewhere is, all else is off."""
    work.homes.drop_secrets(home)
    for delivery in work.deliveries.waiting(home):
        elsewhere(work, delivery)
    work.deliveries.withdraw(home=home)
