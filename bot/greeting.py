"""The first contact: who asks, why, what is stored, and one button to stop for good."""

from __future__ import annotations

from bot import words
from bot.events import Chose, Commanded
from bot.messages import Button, Message, lines
from bot.model import UNASSIGNED, Language, Person, Workspace


def welcome(workspace: Workspace, person: Person) -> Message:
    """Everything somebody should know before the first question."""
    language = person.locale
    told = [_say("robot", language, who=_say("who", language)), _say("seldom", language)]
    told += [_say("stored", language), _say("shown", language, k=workspace.k)]
    title = _say("title", language)
    asking = person.segment == UNASSIGNED and workspace.cut == "touchpoint"
    body = (
        *lines(title, kind="heading"),
        *lines(*told),
        *lines(_say("history", language), kind="small"),
        *lines(words.say("segment.ask", language) if asking else "", kind="strong"),
    )
    stop = Button(_say("never", language), Commanded(text="never"), "quiet")
    more = Button(_say("more", language), Commanded(text="privacy"), "quiet")
    choices = segments(workspace, language) if asking else ()
    setup = (
        (Button(words.say("menu.setup", language), Commanded(text="setup")),)
        if person.role == "admin"
        else ()
    )
    return Message(title, body, (*choices, *setup, stop, more), language=language)


def segments(workspace: Workspace, language: Language) -> tuple[Button, ...]:
    """One button a touchpoint."""
    return tuple(
        Button(words.touchpoint(t, language), Chose(setting="segment", value=t))
        for t in workspace.touchpoints
    )


def to_team(workspace: Workspace) -> Message:
    """One short line to a team the app was added to: what will stand here, and who says where."""
    text = _say("team", workspace.language)
    return Message(text, lines(text), language=workspace.language)


def _say(key: str, language: Language, **slots: object) -> str:
    return words.say(f"welcome.{key}", language, **slots)
