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
    Event,
    Masked,
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
        "buttons": ("Weitergeben", "Meine Fragen", "Pause", "Was bleibt", "Daten", "Deutsch", "Löschen"),
        "never": "Nie wieder fragen",
        "paused": "Zwei Wochen lang keine Fragen.",
        "data": "Hier ist alles, was wir über dich wissen.",
    },
}  # fmt: skip
TOUCHPOINTS = (Option("website", "Website"), Option("app", "App"), Option("support", "Support"))


SHOCK = (0, 1, 0, -1, 0, -14, -12, -9, -7, -5)  # what happened to the customers …
HEARD = (-2, 3, None, 0, 1, -10, -13, -8, -8, -3)  # … and what the answers said


def truths() -> dict[str, Any]:
    """Two hidden truths over ten weeks, with a shock and a week that says nothing."""

    def around(top: int, aside: int) -> list[int | None]:
        return [None if heard is None else top + heard + aside for heard in HEARD]

    series = [
        {
            "name": name,
            "truth": [top + change for change in SHOCK],
            "estimate": around(top, 0),
            "low": around(top, -6),
            "high": around(top, 6),
        }
        for name, top in (("Trust", 74), ("Satisfaction", 80))
    ]
    return {"weeks": [f"2026-W{week}" for week in range(38, 48)], "series": series}


@dataclass
class Company:
    """Implements `Stage`: every day brings one question, every Monday a digest."""

    moment: datetime = datetime(2026, 11, 16, 9, tzinfo=UTC)
    people: list[Colleague] = field(default_factory=lambda: list(PEOPLE))
    playground: Playground | None = None
    on: bool = False
    hold: float = 0.0  # seconds a day takes
    truths: dict[str, Any] = field(default_factory=truths)

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
            await self.playground.show(digest(), Address(HOME, channel=CHANNEL))

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

        def says(*texts: str, buttons: tuple[Button, ...] = ()) -> Message:
            return Message(texts[0], lines(*texts), buttons, language=person.language)

        match event:
            case Answered(ask=ref):
                buttons = (Button(t["undo"], Undone(ask=ref)), Button(t["add"], CommentBegun(ask=ref)))
                return messages.replaced(says(t["thanks"], t["changed"], buttons=buttons))
            case Undone():
                return messages.replaced(ask(person))
            case Snoozed():
                return messages.replaced(says(t["paused"]))
            case WhyAsked():
                reason = t["reason"].format(segment=person.segment)
                return messages.tell(says(reason))
            case CommentBegun(ask=ref) | RelayBegun(text=ref):
                about = ref if isinstance(event, CommentBegun) else ""
                text = "" if isinstance(event, CommentBegun) else ref
                return Reply("form", relay_form(t, about, text, person.language))
            case Relayed(text=text):
                return messages.tell(preview(t, text, person.language))
            case Masked() | DraftDropped():
                words = t["kept" if isinstance(event, Masked) else "dropped"]
                return messages.replaced(says(words))
            case Commanded(text="data"):
                file = (
                    "my-data.json",
                    json.dumps({"weeks_asked": ["2026-W42"], "language": person.language}),
                )
                return Reply("tell", says(t["data"]), file=file)
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
        form=Form(t["keep"], Masked(draft="d1"), (Field("words", t["mask"], limit=100),)),
        language=language,
    )


def menu(t: Mapping[str, Any], language: str) -> Message:
    """Everything a person can do."""
    meant = (
        RelayBegun(),
        *(Commanded(text=word) for word in ("questions", "pause", "stored", "data")),
        Chose(setting="language", value=language),
        Confirmed(what="delete"),
    )
    buttons = tuple(Button(label, event) for label, event in zip(t["buttons"], meant, strict=True))
    return Message(
        t["menu"],
        (Line(t["menu"], "heading"),),
        (*buttons, Button(t["never"], Confirmed(what="never"), "danger")),
        language=language,
    )


def digest() -> Message:
    """The week as leaders read it."""
    return Message(
        "Customer pulse · week 47",
        (
            Line("Promises fell: the first drop beyond chance in 6 weeks", "heading"),
            _table(
                "Index|This week|Change", "Trust|71 ±6|–", "Satisfaction|78 ±5|–", "Promises kept|64 % ±7|▼"
            ),
            Line("Leaders believed 82 %, staff heard 64 %: a gap of 18 ±7 (last month 14)."),
            Line("Touchpoints (trust): Store 82 ±6 · App 79 ±6 · Website 74 ±7 · Support 55 ±6."),
            Line("Follow-up: 9 opened · 7 closed · median 31 h · 5 of 7 confirmed · 2 over 72 h"),
            Line("You said, we did: invoice mails fixed Thursday."),
            Line("50+ asked, about three in four answered. Relayed by staff, read by software.", "small"),
        ),
        (
            Button("Open", Commanded(text="cases"), "primary"),
            Button("Log what we did", Commanded(text="did")),
            Button("How counted", Commanded(text="how"), "quiet"),
        ),
        (
            _chart(),
            _table("Touchpoint|Trust|Satisfaction", "Store|82 ±6|84 ±5", "Support|55 ±6|too few to say"),
            Line("The third call about the same invoice. <b>Believe it when I see it.</b>", "quote"),
            Line("Staff relay 71, reviews say 66: within chance.", "small"),
        ),
        title="Customer pulse · week 47 (16–22 Nov)",
    )


def _table(*rows: str) -> Table:
    return Table(tuple(tuple(row.split("|")) for row in rows))


def _chart() -> Chart:
    trust = (74, 75, 73, None, 76, 72, 74, 71, 73, 74, 72, 71)
    happy = (80, 79, 81, 80, 79, 80, 78, 79, 80, 79, 78, 78)
    series = tuple(
        Series(name, values, tuple(v and v - 6 for v in values), tuple(v and v + 6 for v in values))
        for name, values in (("Trust", trust), ("Satisfaction", happy))
    )
    return Chart("Twelve weeks", tuple(f"W{week}" for week in range(36, 48)), series)


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
