"""A rehearsal: the next pulse as it would be, sent to testers alone, printed for everybody else, stored nowhere."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from adapters.platform import Address, Uncertain, Undeliverable
from adapters.wiring import House
from bot import asking, bank, cadence, cards, digesting, greeting, words
from bot.events import Who
from bot.messages import Line, Message, Table
from bot.model import Ask, AskRef, Person, PersonId, Week, Why, WorkspaceId
from bot.ports import Work


class NotRehearsed(Exception):
    """The rehearsal cannot be; the message says why."""


class _Undone(Exception):
    """Nothing of this is kept."""


@dataclass(frozen=True)
class Parcel:
    """A message that would go out: to whom, when, and for testers where."""

    name: str
    when: datetime
    message: Message
    to: Address


async def rehearse(house: House, workspace: WorkspaceId, testers: Sequence[str]) -> list[str]:
    """Send what testers would get, and tell what everybody else would get. Raises `NotRehearsed`."""
    named = set(testers)
    for tester in testers:
        if not tester.partition(":")[2]:
            raise NotRehearsed(f"“{tester}” is no tester: write it as platform:id, slack:U024BE7LH")
    would, sent, zone = _planned(house, workspace, named)
    told = [line for parcel in would for line in _printed(parcel, zone)]
    told.append(f"{len(would)} messages would go to everybody else. Nothing was stored.")
    return [*[await _send(house, parcel) for parcel in sent], *told]


def _planned(
    house: House, workspace: WorkspaceId, testers: set[str]
) -> tuple[list[Parcel], list[Parcel], str]:
    """What everybody else would get, what the testers get, and the zone; the plan itself is taken back."""
    would, sent, zone = list[Parcel](), list[Parcel](), ""
    try:
        with house.store.work(workspace) as work:
            week, at = _next(work, house.now())
            zone = work.workspace.zone
            before = {ask.ref for ask in work.asks.of_week(week)}
            asking.plan(work, week, at, house.seed)
            fresh = [ask for ask in work.asks.of_week(week) if ask.ref not in before]
            would = [p for ask in fresh for p in _asked(work, ask, at) if p.name not in testers]
            would += _digests(work, at)
            sent = [p for tester in sorted(testers) for p in _tested(work, tester, week, at)]
            raise _Undone
    except _Undone:
        pass
    return sorted(would, key=lambda parcel: (parcel.when, parcel.name)), sent, zone


def _next(work: Work, now: datetime) -> tuple[Week, datetime]:
    """The next pulse that is not planned yet, and the moment at which it would be."""
    zone = work.workspace.zone
    week = cadence.week_of(now, zone)
    if work.progress().planned < week:
        return week, now
    following = cadence.later(week, 1)
    return following, cadence.freezes(week, zone)


def _asked(work: Work, ask: Ask, at: datetime) -> Iterator[Parcel]:
    """The question, and before the first one the greeting."""
    person, account = work.people.get(ask.person), work.people.account(ask.person)
    if account is None:
        return
    due = work.deliveries.due(asking.key(ask.ref)) or at
    to = Address(account.home, user=account.user, chat=account.chat)
    name = f"{account.platform}:{account.user}"
    if not person.greeted:
        yield Parcel(name, due - asking.GREETING_LEAD, greeting.welcome(work.workspace, person), to)
    yield Parcel(name, due, cards.card(work.workspace, ask, person, due), to)


def _digests(work: Work, at: datetime) -> Iterator[Parcel]:
    """The digest that waits, or the last one there was, for every leadership channel."""
    found = work.releases.latest(1, work.progress().closed)
    digest = digesting.read(work, found[-1][0]) if found else None
    if digest is None:
        return
    message = digesting.compose(digest, work.workspace.language)
    when = cadence.digest_at(digest.week, work.workspace.digest, work.workspace.zone)
    for home in work.homes.all():
        if home.active and home.channel:
            name = f"{home.platform}:{home.channel}"
            yield Parcel(name, when, message, Address(home.id, channel=home.channel, route=home.address))


def _tested(work: Work, tester: str, week: Week, at: datetime) -> Iterator[Parcel]:
    """A greeting and a question, as if chance had picked the tester. Nobody who said never again."""
    platform, _, user = tester.partition(":")
    home = next((home for home in work.homes.all() if home.platform == platform and home.active), None)
    if home is None:
        raise NotRehearsed(f"the workspace does not live on {platform}: {tester} can not be reached")
    who = Who(platform, home.id, user)
    met = work.people.met(who)
    person = met[0] if met else Person(PersonId(""), locale=work.workspace.language, zone=work.workspace.zone)
    if person.opted_out or work.people.entombed(who):
        raise NotRehearsed(f"{tester} said: never again. Nothing is sent to them, not even a rehearsal")
    to = Address(home.id, user=user, chat=met[1].chat if met else None, route=home.address)
    yield Parcel(tester, at, _marked(greeting.welcome(work.workspace, person), person), to)
    yield Parcel(tester, at, _marked(_question(work, person, week, at), person), to)


def _question(work: Work, person: Person, week: Week, at: datetime) -> Message:
    """A question under a reference that nobody knows: whoever taps it is told so."""
    question = bank.question(next(iter(bank.asked_by_default()[bank.INDICES[0]])))
    why = Why("whole_needed_voices_first")
    ref = AskRef(secrets.token_hex(16))
    ask = Ask(ref, week, person.id, question.id, question.version, person.segment, at.date(), why)
    return cards.card(work.workspace, ask, person, at)


def _marked(message: Message, person: Person) -> Message:
    small = Line(words.say("rehearsal.small", person.locale), "small")
    return replace(message, body=(*message.body, small))


async def _send(house: House, parcel: Parcel) -> str:
    platform = house.platforms.get(parcel.name.partition(":")[0])
    if platform is None:
        raise NotRehearsed(f"{parcel.name.partition(':')[0]} is not connected: its variables are not set")
    try:
        await platform.show(parcel.message, parcel.to)
    except (Undeliverable, Uncertain) as no:
        return f"to {parcel.name}: not delivered, {no}"
    return f"to {parcel.name}: {parcel.message.summary}"


def _printed(parcel: Parcel, zone: str) -> Iterator[str]:
    """A message as text: to whom, when, and everything that stands in it."""
    when = parcel.when.astimezone(ZoneInfo(zone))
    yield f"would go to {parcel.name}, {when:%a %d %b %H:%M}:"
    for block in (*parcel.message.body, *parcel.message.details):
        if isinstance(block, Line):
            yield f"  {block.text}"
        elif isinstance(block, Table):
            yield from (f"  {' | '.join(row)}" for row in block.rows)
    if parcel.message.buttons:
        yield "  " + " ".join(f"[{button.label}]" for button in parcel.message.buttons)
