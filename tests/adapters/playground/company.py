"""A small company for the playground's own tests: a stage and a door without the bot behind them.

It answers taps the way the bot does, with realistic messages in German and English.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from adapters.platform import Address, Sent
from adapters.playground import CHANNEL, HOME, Colleague, Playground, connect
from bot import messages
from bot.events import (
    Answered,
    Chose,
    Commanded,
    CommentBegun,
    Confirmed,
    DraftDropped,
    DraftKept,
    Event,
    RelayBegun,
    Relayed,
    Snoozed,
    Undone,
    WhyAsked,
)
from bot.messages import Button, Chart, Field, Form, Line, Message, Option, Reply, Series, Table, lines

PEOPLE = (
    Colleague("mia", "Mia Brandt", "de", "Europe/Berlin", "Support", False),
    Colleague("tom", "Tom Okafor", "en", "Europe/Lisbon", "Store", False),
    Colleague("lea", "Lea Sommer", "de", "Europe/Berlin", "Website", True),
    Colleague("noah", "Noah Çelik", "en", "Europe/Berlin", "App", True),
    Colleague("ida", "Ida Lindqvist", "en", "Europe/Berlin", "Support", False),
    Colleague("jan", "Jan Wójcik", "de", "Europe/Berlin", "Store", False),
)

TEXTS: dict[str, dict[str, Any]] = {
    "en": {
        "ask": "Your most recent customer in {segment}: did we keep what we promised?",
        "options": ("Kept", "Partly", "Broken", "No customer lately"),
        "small": "One tap. Shown only together with others.",
        "why": "Why me?",
        "pause": "Pause 2 weeks",
        "reason": "{segment} needed more voices, and you had not been asked for 5 weeks.",
        "thanks": "Thank you, noted. Next question not before 14 Dec.",
        "changed": "What changed: invoice mails no longer land in spam.",
        "undo": "Undo",
        "add": "Add what they said",
        "said": "What did they say?",
        "hint": "Leave names out. You see what is masked before it is kept.",
        "where": "Where",
        "how": "How do you know?",
        "evidence": ("The customer said it", "I saw it", "My impression"),
        "follow": "Open a follow-up, I’m fine being asked about it",
        "preview": "Preview",
        "kept": "Noted, without a name. Thank you.",
        "dropped": "Thrown away. Nothing was kept.",
        "check": "This is how it would be kept:",
        "mask": "Mask these words too",
        "keep": "Keep it",
        "drop": "Throw away",
        "menu": "Everything you can do",
        "buttons": ("Relay", "My questions", "Pause", "What is stored", "My data", "English", "Delete"),
        "never": "Never ask me again",
        "paused": "No questions for two weeks.",
        "data": "Here is everything we know about you.",
    },
    "de": {
        "ask": "Dein jüngster Kunde im Bereich {segment}: Haben wir gehalten, was wir versprochen haben?",
        "options": ("Gehalten", "Teils", "Nicht", "Zuletzt kein Kunde"),
        "small": "Ein Tipp. Nur zusammen mit anderen sichtbar.",
        "why": "Warum ich?",
        "pause": "2 Wochen Pause",
        "reason": "{segment} brauchte mehr Stimmen, und du wurdest seit 5 Wochen nicht gefragt.",
        "thanks": "Danke, notiert. Nächste Frage nicht vor dem 14. Dezember.",
        "changed": "Was sich geändert hat: Rechnungsmails landen nicht mehr im Spam.",
        "undo": "Zurücknehmen",
        "add": "Ergänzen, was gesagt wurde",
        "said": "Was wurde gesagt?",
        "hint": "Lass Namen weg. Du siehst, was verdeckt wird, bevor etwas bleibt.",
        "where": "Wo",
        "how": "Woher weißt du es?",
        "evidence": ("Der Kunde sagte es", "Ich habe es gesehen", "Mein Eindruck"),
        "follow": "Nachgehen, ich darf dazu gefragt werden",
        "preview": "Vorschau",
        "kept": "Notiert, ohne Namen. Danke.",
        "dropped": "Weggeworfen. Nichts blieb.",
        "check": "So würde es bleiben:",
        "mask": "Auch diese Wörter verdecken",
        "keep": "Behalten",
        "drop": "Wegwerfen",
        "menu": "Alles, was du tun kannst",
        "buttons": ("Weitergeben", "Meine Fragen", "Pause", "Was gespeichert ist", "Meine Daten", "Deutsch", "Löschen"),
        "never": "Nie wieder fragen",
        "paused": "Zwei Wochen lang keine Fragen.",
        "data": "Hier ist alles, was wir über dich wissen.",
    },
}  # fmt: skip
TOUCHPOINTS = (Option("website", "Website"), Option("app", "App"), Option("support", "Support"))


@dataclass
class Company:
    """Implements `Stage`: every day brings one question, every Monday a digest."""

    moment: datetime = datetime(2026, 11, 16, 9, tzinfo=UTC)
    people: list[Colleague] = field(default_factory=lambda: list(PEOPLE))
    playground: Playground | None = None
    on: bool = False
    hold: float = 0.0  # seconds a day takes
    truths: dict[str, Any] = field(
        default_factory=lambda: {
            "weeks": [f"2026-W{week}" for week in range(38, 48)],
            "series": [
                {
                    "name": name,
                    "truth": [top, top + 1, top, top - 1, top, top - 14, top - 12, top - 9, top - 7, top - 5],
                    "estimate": [top - 2, top + 3, None, top, top + 1, top - 10, top - 13, top - 8, top - 8, top - 3],
                    "low": [top - 8, top - 3, None, top - 6, top - 5, top - 16, top - 19, top - 14, top - 14, top - 9],
                    "high": [top + 4, top + 9, None, top + 6, top + 7, top - 4, top - 7, top - 2, top - 2, top + 3],
                }
                for name, top in (("Trust", 74), ("Satisfaction", 80))
            ],
        }
    )  # fmt: skip

    def colleagues(self) -> Sequence[Colleague]:
        return self.people

    def now(self) -> datetime:
        return self.moment

    def week(self) -> str:
        year, week, _ = self.moment.isocalendar()
        return f"{year}-W{week:02}"

    async def advance(self, days: int) -> None:
        for _ in range(days):
            await asyncio.sleep(self.hold)
            self.moment += timedelta(days=1)
            await self._morning()

    async def _morning(self) -> None:
        assert self.playground
        person = self.people[self.moment.toordinal() % len(self.people)]
        await self.playground.show(ask(person), Address(HOME, user=person.user))
        if self.moment.isoweekday() == 1:
            await self.playground.show(digest("en"), Address(HOME, channel=CHANNEL))

    def running(self) -> bool:
        return self.on

    async def run(self, on: bool) -> None:
        self.on = on

    def truth(self) -> Mapping[str, Any]:
        return self.truths

    async def choose_language(self, user: str, language: str) -> None:
        self.people = [
            Colleague(p.user, p.name, language, p.zone, p.segment, p.leader) if p.user == user else p
            for p in self.people
        ]


@dataclass
class Answering:
    """Implements `Door`: remembers what came in, answers like the bot would."""

    company: Company
    events: list[Event] = field(default_factory=list)
    said: list[Reply] = field(default_factory=list)

    async def shown(self, reply: Reply) -> None:
        self.said.append(reply)

    async def handle(self, event: Event) -> Reply:
        self.events.append(event)
        person = next(p for p in self.company.people if p.user == event.who.user)
        t = TEXTS[person.language]
        plain = {"language": person.language}
        match event:
            case Answered(ask=ref):
                buttons = (Button(t["undo"], Undone(ask=ref)), Button(t["add"], CommentBegun(ask=ref)))
                return messages.replaced(
                    Message(t["thanks"], lines(t["thanks"], t["changed"]), buttons, **plain)
                )
            case Undone():
                return messages.replaced(ask(person))
            case Snoozed():
                return messages.replaced(Message(t["paused"], lines(t["paused"]), **plain))
            case WhyAsked():
                reason = t["reason"].format(segment=person.segment)
                return messages.tell(Message(reason, lines(reason), **plain))
            case CommentBegun(ask=ref) | RelayBegun(text=ref):
                about = ref if isinstance(event, CommentBegun) else ""
                text = "" if isinstance(event, CommentBegun) else ref
                return Reply("form", relay_form(t, about, text, person.language))
            case Relayed(text=text):
                return messages.tell(preview(t, text, person.language))
            case DraftKept() | DraftDropped():
                words = t["kept" if isinstance(event, DraftKept) else "dropped"]
                return messages.replaced(Message(words, lines(words), **plain))
            case Commanded(text="data"):
                file = (
                    "my-data.json",
                    json.dumps({"weeks_asked": ["2026-W42"], "language": person.language}),
                )
                return Reply("tell", Message(t["data"], lines(t["data"]), **plain), file=file)
            case Commanded(text="nothing"):
                return messages.NOTHING
            case Commanded(text="break"):
                raise RuntimeError("the house is on fire")
            case _:
                return messages.tell(menu(t, person.language))


def ask(person: Colleague, ref: str = "r1") -> Message:
    """The question of the week."""
    t = TEXTS[person.language]
    words = t["ask"].format(segment=person.segment)
    options = zip(t["options"], ("kept", "partly", "broken", "no_customer"), strict=True)
    return Message(
        words,
        (Line(words), Line(t["small"], "small")),
        (
            *(Button(label, Answered(ask=ref, option=value)) for label, value in options),
            Button(t["why"], WhyAsked(ask=ref), "quiet"),
            Button(t["pause"], Snoozed(ask=ref), "quiet"),
        ),
        language=person.language,
    )


def relay_form(t: Mapping[str, Any], ref: str, text: str, language: str) -> Message:
    """What a customer said, as a dialog."""
    evidence = zip(("said", "seen", "impression"), t["evidence"], strict=True)
    fields = (
        Field("text", t["said"], value=text, required=True, hint=t["hint"]),
        Field("touchpoint", t["where"], "choice", TOUCHPOINTS, "support"),
        Field("evidence", t["how"], "choice", tuple(Option(*pair) for pair in evidence), "said"),
        Field("follow_up", t["follow"], "tick"),
    )
    return Message(t["add"], form=Form(t["preview"], Relayed(text="", ask=ref), fields), language=language)


def preview(t: Mapping[str, Any], text: str, language: str) -> Message:
    """The masked text, with a form of its own inside the chat."""
    masked = text.replace("Schmidt", "▇▇▇")
    return Message(
        t["check"],
        (Line(t["check"]), Line(masked, "quote")),
        (Button(t["drop"], DraftDropped(draft="d1"), "danger"),),
        form=Form(t["keep"], DraftKept(draft="d1"), (Field("mask", t["mask"], limit=100),)),
        language=language,
    )


def menu(t: Mapping[str, Any], language: str) -> Message:
    """Everything a person can do."""
    meant = (RelayBegun(), Commanded(text="questions"), Commanded(text="pause"), Commanded(text="stored"),
             Commanded(text="data"), Chose(setting="language", value=language), Confirmed(what="delete"))  # fmt: skip
    buttons = tuple(Button(label, event) for label, event in zip(t["buttons"], meant, strict=True))
    return Message(
        t["menu"],
        (Line(t["menu"], "heading"),),
        (*buttons, Button(t["never"], Confirmed(what="never"), "danger")),
        language=language,
    )


def digest(language: str = "en") -> Message:
    """The week as leaders read it."""
    weeks = tuple(f"W{week}" for week in range(36, 48))
    trust = (74.0, 75.0, 73.0, None, 76.0, 72.0, 74.0, 71.0, 73.0, 74.0, 72.0, 71.0)
    happy = (80.0, 79.0, 81.0, 80.0, 79.0, 80.0, 78.0, 79.0, 80.0, 79.0, 78.0, 78.0)
    band = {name: (values, tuple(v and v - 6 for v in values), tuple(v and v + 6 for v in values)) for name, values in
            (("Trust", trust), ("Satisfaction", happy))}  # fmt: skip
    return Message(
        "Customer pulse · week 47",
        (
            Line("Promises fell: the first drop beyond chance in 6 weeks", "heading"),
            Table((("Index", "This week", "Change"), ("Trust", "71 ±6", "–"), ("Satisfaction", "78 ±5", "–"),
                   ("Promises kept", "64 % ±7", "▼"))),  # fmt: skip
            Line("Leaders believed 82 %, staff heard 64 %: a gap of 18 ±7 (last month 14)."),
            Line("Touchpoints (trust): Store 82 ±6 · App 79 ±6 · Website 74 ±7 · Support 55 ±6. Support is below the rest."),
            Line("Quiet: Support, more silence than chance explains."),
            Line("Follow-up: 9 opened · 7 closed · median 31 h · 5 of 7 confirmed · 2 over 72 h"),
            Line("You said, we did: invoice mails fixed Thursday."),
            Line("50+ asked, about three in four answered, nobody more than once in 4 weeks. Relayed by staff, not a customer survey. Read by software.", "small"),
        ),
        (Button("Open", Commanded(text="cases"), "primary"), Button("Log what we did", Commanded(text="did")),
         Button("How counted", Commanded(text="how"), "quiet")),
        (
            Chart("Twelve weeks", weeks, tuple(Series(name, *values) for name, values in band.items())),
            Table((("Touchpoint", "Trust", "Satisfaction"), ("Store", "82 ±6", "84 ±5"), ("App", "79 ±6", "81 ±6"),
                   ("Website", "74 ±7", "77 ±6"), ("Support", "55 ±6", "too few to say"))),
            Line("The third call about the same invoice. They said they would believe it when they see it.", "quote"),
            Line("Staff relay 71, reviews say 66: within chance.", "small"),
        ),
        title="Customer pulse · week 47 (16–22 Nov)",
        language=language,
    )  # fmt: skip


def found() -> tuple[Company, Answering, Playground]:
    """A company with its playground and its door."""
    company = Company()
    company.playground = connect(company)
    return company, Answering(company), company.playground


async def settle(playground: Playground) -> Sent:
    """A question for Mia and Tom, a digest for the leaders; returns where Mia's stands."""
    sent = await playground.show(ask(PEOPLE[0]), Address(HOME, user="mia"))
    await playground.show(ask(PEOPLE[1]), Address(HOME, user="tom"))
    await playground.show(digest(), Address(HOME, channel=CHANNEL))
    return sent
