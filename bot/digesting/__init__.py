"""The weekly message to leaders: a function of a frozen release and nothing else.

frozen.py    a release with what came before it        telling.py   a figure in words
verdict.py   what the week says                        lines.py     a function a line
details.py   what one opens: chart, tables, calibration
"""

from __future__ import annotations

from bot import messages, words
from bot.digesting import details, lines, verdict
from bot.digesting.frozen import WEEKS_SHOWN, Digest, read
from bot.digesting.telling import half
from bot.messages import Block, Line, Message, Reply, tell
from bot.model import Delivery, Home, Language, Person, Week, Workspace
from bot.ports import Work

__all__ = ["HOW", "LIMITS", "WEEKS_SHOWN", "Digest", "compose", "counted", "half", "key", "plan", "read"]

HOW = ("scale", "interval", "moved", "hidden", "frozen")  # what "How counted" explains, in this order …
LIMITS = ("happy", "silence", "season", "small", "software")  # … and what it owns up to


def key(workspace: Workspace, week: Week, home: Home) -> str:
    """The delivery of a digest: once per week and channel."""
    return f"digest:{workspace.id}:{week}:{home.platform}:{home.channel}"


def plan(work: Work, week: Week) -> list[Delivery]:
    """The digest of a pulse for every leadership channel."""
    return [
        Delivery(
            key(work.workspace, week, home),
            "digest",
            week,
            home.platform,
            home.id,
            channel=home.channel,
            week=week,
        )
        for home in work.homes.all()
        if home.active and home.channel
    ]


def counted(work: Work, person: Person) -> Reply:
    """How the figures are counted, and what they cannot know, in plain words."""
    language, setting = person.locale, work.workspace
    who = "customers" if setting.endless else "asked"
    how = [words.say(f"page.how_{part}", language, k=setting.k) for part in (who, *HOW)]
    limits = [words.say(f"page.limit_{part}", language) for part in LIMITS]
    title = words.say("page.how", language)
    body = (
        Line(title, "heading"),
        *messages.lines(*how),
        Line(words.say("page.limits", language), "strong"),
        *messages.lines(*limits),
    )
    return tell(Message(title, body, title=title, language=language))


def compose(digest: Digest, language: Language) -> Message:
    """What stands in the leadership channel. Twenty seconds to read; a week with nothing in it is one line."""
    title = lines.title(digest, language)
    if digest.empty:
        quiet = f"{title} · {words.say('digest.empty', language)}"
        return Message(quiet, (Line(quiet),), language=language)
    judged = verdict.verdict(digest, language)
    body: list[Block] = [Line(title, "heading"), Line(judged, "strong")]
    body += [Line(text) for line in lines.BODY if (text := line(digest, language))]
    body.append(Line(lines.denominators(digest, language), "small"))
    return Message(
        f"{title} · {judged}",
        tuple(body),
        lines.buttons(digest, language),
        details=details.details(digest, language),
        language=language,
    )
