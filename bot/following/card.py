"""A case as it stands in the leadership channel: masked words, what is to be done, nothing about who relayed it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot import listening, words, worktime
from bot.cases import Case, CaseState
from bot.events import CaseHandedOver, CaseReopened, CaseShown, CaseTaken, ResolveBegun
from bot.following import hours
from bot.messages import Button, Line, Message, lines
from bot.model import Delivery, Home, Language, Workspace
from bot.ports import Claimed, Work

CLOSED: tuple[CaseState, ...] = ("resolved", "asked", "confirmed", "unknown")


def plan(work: Work, case: Case, due: datetime) -> None:
    """The card, in every leadership channel."""
    work.deliveries.plan((_delivery(case, home), due) for home in _channels(work))


def alter(work: Work, case: Case, not_before: datetime | None = None) -> None:
    """What stands in the channels is behind; it follows at once, or not before a moment."""
    for home in work.homes.all():
        work.deliveries.alter(_key(case, home))
        if not_before:
            work.deliveries.rest(_key(case, home), not_before)


def stands(work: Work, case: Case) -> bool:
    """Whether leaders may have seen it."""
    found = [work.deliveries.get(_key(case, home)) for home in work.homes.all()]
    return any(each and each[1] not in ("planned", "retry", "withdrawn") for each in found)


def plan_line(work: Work, case: Case, what: str, now: datetime) -> None:
    """One line in every leadership channel: it is late, or nobody has it. Once a stage and round."""
    for home in _channels(work):
        key = f"case:{case.ref}:{what}:{len(case.turns)}:{home.platform}:{home.id}"
        line = Delivery(key, "case_line", f"{case.ref}:{what}", home.platform, home.id, channel=home.channel)
        work.deliveries.plan([(line, now)])


def standing(work: Work, claimed: Claimed, now: datetime) -> Message | None:
    """The card as things are now; a new one only in working hours."""
    case = work.cases.get(claimed.delivery.subject)
    if claimed.message is None and not _in_hours(work, claimed, now):
        return None
    if case is None or (claimed.message is None and case.state == "withdrawn"):
        work.deliveries.settle(claimed.delivery.key, "withdrawn")
        return None
    return compose(work.workspace, case)


def channel_line(work: Work, claimed: Claimed, now: datetime) -> Message | None:
    """The line, unless it is no longer true."""
    ref, _, what = claimed.delivery.subject.partition(":")
    case = work.cases.get(ref)
    if claimed.message is None and not _in_hours(work, claimed, now):
        return None
    if case is None or case.state != "open" or (what == "nobody" and case.owner):
        work.deliveries.settle(claimed.delivery.key, "withdrawn")
        return None
    language = work.workspace.language
    text = words.say(
        f"case.line_{what}",
        language,
        case=named(case, language),
        hours=hours.elapsed(work.workspace, case, now),
    )
    show = Button(words.say("case.show", language), CaseShown(case=case.ref))
    return Message(text, lines(text), (show,), language=language)


def compose(workspace: Workspace, case: Case) -> Message:
    """The whole card, in the language of the channel."""
    language = workspace.language
    title = named(case, language)
    body: list[Line] = [Line(title, "heading")]
    if case.text is not None:
        body += [Line(case.text.text, "quote"), *lines(_about(case, language), kind="small")]
    body += lines(_state(workspace, case), kind="strong")
    if case.resolution is not None:
        body += [*lines(words.say("case.done", language)), Line(case.resolution.text, "quote")]
    if case.text is not None:
        body += lines(words.say("case.small", language), kind="small")
    return Message(title, tuple(body), buttons(case, language), language=language)


def named(case: Case, language: Language) -> str:
    """What a case is called: where and in which week, nothing finer."""
    where = words.touchpoint(case.touchpoint, language) if case.touchpoint else ""
    key = "case.name" if where else "case.name_anywhere"
    return words.say(key, language, where=where, week=words.number(case.turns[0].week))


def buttons(case: Case, language: Language) -> tuple[Button, ...]:
    """What a leader can do with it as it is."""
    if case.text is None:
        return ()
    if case.state in CLOSED:
        return (Button(words.say("case.reopen", language), CaseReopened(case=case.ref), "quiet"),)
    if case.owner is None:
        return (Button(words.say("case.take", language), CaseTaken(case=case.ref), "primary"),)
    return (
        Button(words.say("case.resolve", language), ResolveBegun(case=case.ref), "primary"),
        Button(words.say("case.hand_over", language), CaseHandedOver(case=case.ref)),
    )


def _about(case: Case, language: Language) -> str:
    known = [theme for theme in case.themes if theme in listening.THEMES]
    named = ", ".join(listening.theme_name(theme, language) for theme in known)
    return words.say("case.about", language, themes=named) if named else ""


def _state(workspace: Workspace, case: Case) -> str:
    language = workspace.language
    if case.state == "open":
        again = words.say("case.not_held", language) + " " if case.last == "not_held" else ""
        by = hours.at_stage(workspace, case, len(hours.STAGES) - 1).astimezone(ZoneInfo(workspace.zone))
        key = "case.open_taken" if case.owner else "case.open"
        return again + words.say(key, language, day=words.day(by.date(), language))
    if case.last == "lapsed":
        return words.say("case.lapsed", language)
    return words.say(f"case.{case.state}", language, hours=case.spent, days=workspace.ask_back_days)


def _in_hours(work: Work, claimed: Claimed, now: datetime) -> bool:
    """Nothing new at night or on a holiday: then it waits for the morning."""
    opens = worktime.after(work.workspace, now, timedelta())
    if opens > now:
        work.deliveries.postpone(claimed.delivery.key, opens)
    return opens == now


def _channels(work: Work) -> Iterator[Home]:
    return (home for home in work.homes.all() if home.active and home.channel)


def _delivery(case: Case, home: Home) -> Delivery:
    return Delivery(_key(case, home), "case", case.ref, home.platform, home.id, channel=home.channel)


def _key(case: Case, home: Home) -> str:
    return f"case:{case.ref}:card:{home.platform}:{home.id}"
