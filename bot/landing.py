"""The bot's own page in a platform: everything a person can do, and for leaders what was told last."""

from __future__ import annotations

from datetime import datetime

from bot import commanding, digesting, following, words
from bot.events import Who
from bot.messages import Block, Line, Message, Reply, replaced
from bot.model import Person
from bot.ports import Work

DIGESTS = 4  # the newest whole, of those before it the first line
CASES_HEAD = 2  # lines above the cases of a list


def page(work: Work, person: Person, who: Who, now: datetime) -> Reply:
    """The menu, and below it what this person may see beyond it."""
    menu = commanding.menu(work, person, now).message
    assert menu is not None, "the menu is never empty"
    below = (*_digests(work, person), *_cases(work, person, now)) if who.leader else ()
    return replaced(Message(menu.summary, menu.body, menu.buttons, details=below, language=menu.language))


def _digests(work: Work, person: Person) -> list[Block]:
    """The last digests as they were frozen, newest first; nothing is computed again."""
    language, told = person.locale, list[Block]()
    for week, _ in reversed(work.releases.latest(DIGESTS, work.progress().digested)):
        digest = digesting.read(work, week)
        if digest is not None:
            message = digesting.compose(digest, language)
            told += [Line(message.summary)] if told else message.body
    return [Line(words.say("menu.digests", language), "heading"), *told] if told else []


def _cases(work: Work, person: Person, now: datetime) -> tuple[Block, ...]:
    """What has to be followed up, as the list says it; nothing where nothing is open."""
    listed = following.listed(work, person, "open", now).message
    return listed.body if listed is not None and len(listed.body) > CASES_HEAD else ()
