"""[Open] on a digest: a personal link to the page, for the leader who pressed it alone."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot import words
from bot.events import Opened
from bot.messages import Link, Message, Reply, lines, tell
from bot.model import Pass, Person, Week
from bot.ports import Work

LIFE = timedelta(minutes=15)


def open(work: Work, person: Person, event: Opened, now: datetime) -> Reply:
    """The link, or why there is none. That whoever asks leads is known: the shell has looked."""
    told, language = work.progress().digested, person.locale
    week = Week(event.week) if event.week else told
    if work.releases.get(week) is None or week > told:
        return _told(person, "open_gone")
    address = work.links.address(Pass(work.workspace.id, person.id, week, now + LIFE))
    if address is None:
        return _told(person, "open_no_address")
    here, short = (words.say(f"page.{key}", language) for key in ("open_here", "open_short"))
    body = (*lines(here, kind="strong"), *lines(short, kind="small"))
    link = Link(words.say("page.open_link", language), address)
    return tell(Message(words.say("page.open_summary", language), body, language=language, link=link))


def _told(person: Person, key: str) -> Reply:
    text = words.say(f"page.{key}", person.locale)
    return tell(Message(text, lines(text), language=person.locale))
