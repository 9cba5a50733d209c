"""A nudge to a case's owner, in their own working hours: before it is late, or when it did not hold."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot import cadence, words, worktime
from bot.cases import Case
from bot.events import CaseHandedOver, CaseShown, ResolveBegun
from bot.following import card, hours
from bot.messages import Button, Message, lines
from bot.model import Delivery, Person
from bot.ports import Claimed, Work


def plan(work: Work, case: Case, what: str, now: datetime) -> bool:
    """Put the next nudge on its way; False where the owner is not to be written to now."""
    owner = _reachable(work, case, now)
    account = work.people.account(owner.id) if owner else None
    home = work.homes.get(account.platform, account.home) if account else None
    if owner is None or account is None or home is None or not home.active:
        return False
    due = worktime.after(work.workspace, now, timedelta(), owner.zone)
    week = cadence.later(cadence.week_of(due, work.workspace.zone), 1)  # it goes with that pulse's links
    nudge = Delivery(
        f"case:{case.ref}:nudge:{case.nudges + 1}", "nudge", f"{case.ref}:{what}",
        account.platform, account.home, account.user, person=owner.id, week=week,
    )  # fmt: skip
    work.deliveries.plan([(nudge, due)])
    return True


def nudge(work: Work, claimed: Claimed, now: datetime) -> Message | None:
    """The nudge, unless the case has moved on; at night it waits."""
    ref, _, what = claimed.delivery.subject.partition(":")
    case = work.cases.get(ref)
    owner = _reachable(work, case, now) if case else None
    if case is None or case.state != "open" or owner is None or owner.id != claimed.delivery.person:
        work.deliveries.settle(claimed.delivery.key, "withdrawn")
        return None
    opens = worktime.after(work.workspace, now, timedelta(), owner.zone)
    if opens > now:
        work.deliveries.postpone(claimed.delivery.key, opens)
        return None
    language = owner.locale
    left = max(0, work.workspace.case_hours - hours.elapsed(work.workspace, case, now))
    text = words.say(f"case.nudge_{what}", language, case=card.named(case, language), hours=left)
    buttons = (
        Button(words.say("case.resolve", language), ResolveBegun(case=case.ref), "primary"),
        Button(words.say("case.show", language), CaseShown(case=case.ref)),
        Button(words.say("case.hand_over", language), CaseHandedOver(case=case.ref), "quiet"),
    )
    return Message(text, lines(text), buttons, language=language)


def _reachable(work: Work, case: Case, now: datetime) -> Person | None:
    """The owner, unless they left, paused or never want to hear from the bot."""
    owner = work.people.some([case.owner]).get(case.owner) if case.owner else None
    if owner is None or not owner.active or owner.opted_out:
        return None
    return None if owner.paused_until and owner.paused_until > now.date() else owner
