"""Every kind of thing the bot can say, in both languages, and the worst that may stand in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from bot import setup, timing
from bot.cases import Case, CaseRef, Turn
from bot.events import (
    Answered,
    Chose,
    Commanded,
    CommentBegun,
    DraftDropped,
    DraftKept,
    Masked,
    Relayed,
    Snoozed,
    Undone,
    WhyAsked,
)
from bot.following import card, thread
from bot.listening.redacted import Redacted
from bot.messages import Button, Chart, Field, Form, Line, Message, Option, Series, Table
from bot.model import Home, Person, PersonId, Week, Workspace, WorkspaceId

WEEKS = tuple(f"W{week}" for week in range(36, 48))
TRUST = (70.0, 71.0, None, 72.5, 73.0, 71.0, 70.0, 69.0, 72.0, 74.0, 73.0, 71.0)
EVIL = (
    "<!channel> <@U1> <#C1> <https://evil.example|Intranet> *b* _i_ `c` @here @Everyone &amp; <!subteam^S1>"
)


def question(language: str) -> Message:
    de = language == "de"
    labels = ("Gehalten", "Teils", "Nicht") if de else ("Kept", "Partly", "Broken")
    ask = "Haben wir gehalten, was wir versprochen haben?" if de else "Did we keep what we promised?"
    options = zip(("kept", "partly", "broken"), labels, strict=True)
    return Message(
        ask,
        (
            Line(ask, "strong"),
            Line(
                "Ein Tipp. Nur mit anderen sichtbar." if de else "One tap. Shown only with others.", "small"
            ),
        ),
        (
            *(Button(label, Answered(ask="r1", option=value)) for value, label in options),
            Button(
                "Zuletzt kein Kunde" if de else "No customer lately", Answered(ask="r1", option="no_customer")
            ),
            Button("Warum ich?" if de else "Why me?", WhyAsked(ask="r1"), "quiet"),
            Button("2 Wochen Pause" if de else "Pause 2 weeks", Snoozed(ask="r1"), "quiet"),
        ),
        language=language,
    )


def thanks(language: str) -> Message:
    text = "Danke, notiert." if language == "de" else "Thank you, noted."
    undo, add = ("Rückgängig", "Ergänzen") if language == "de" else ("Undo", "Add what they said")
    buttons = (Button(undo, Undone(ask="r1")), Button(add, CommentBegun(ask="r1"), "primary"))
    return Message(text, (Line(text),), buttons, language=language)


def dialog(language: str) -> Message:
    de = language == "de"
    touchpoints = (
        ("website", "Website"),
        ("app", "App"),
        ("support", "Support"),
        ("store", "Laden" if de else "Store"),
    )
    evidence = (("said", "gesagt"), ("seen", "gesehen"), ("impression", "Eindruck"))
    fields = (
        Field("text", "Was hat der Kunde gesagt?" if de else "What did they say?", value=EVIL, required=True),
        Field(
            "touchpoint",
            "Wo?" if de else "Where?",
            "choice",
            tuple(Option(*each) for each in touchpoints),
            "app",
        ),
        Field("evidence", "Woher?" if de else "How?", "choice", tuple(Option(*each) for each in evidence)),
        Field("follow_up", "Nachfassen" if de else "Open a follow-up", "tick", hint="Man darf fragen"),
    )
    form = Form("Vorschau" if de else "Preview", Relayed(text=EVIL), fields, "Abbrechen" if de else "Cancel")
    return Message("Weitergeben", title="Weitergeben" if de else "Relay", form=form, language=language)


def preview(language: str) -> Message:
    title = "Vorschau" if language == "de" else "Preview"
    mask = Field("words", "Auch maskieren" if language == "de" else "Mask this too", limit=150)
    form = Form("Maskieren" if language == "de" else "Mask", Masked(draft="d1"), (mask,))
    keep = Button("Behalten" if language == "de" else "Keep", DraftKept(draft="d1"), "primary")
    drop = Button("Verwerfen" if language == "de" else "Drop", DraftDropped(draft="d1"), "danger")
    return Message(title, (Line(EVIL, "quote"),), (keep, drop), form=form, title=title, language=language)


def digest(language: str) -> Message:
    de = language == "de"
    series = tuple(
        Series(name, TRUST, tuple(v and v - 6 for v in TRUST), tuple(v and v + 6 for v in TRUST))
        for name in (("Vertrauen", "Zufriedenheit") if de else ("Trust", "Satisfaction"))
    )
    head = "Kundenpuls · Woche 47" if de else "Customer pulse · week 47"
    table = Table(((("Berührungspunkt" if de else "Touchpoint"), "Index"), ("App", "79 ±6"), ("Support",)))
    return Message(
        head,
        (Line(head, "heading"), Line("71 ±6 –"), Line(EVIL, "small")),
        (Button("Öffnen" if de else "Open", Commanded(text="open"), "primary"),),
        (
            Line("Verlauf" if de else "Trend", "strong"),
            Chart("Index", WEEKS, series),
            table,
            table,
            Line(EVIL, "quote"),
        ),
        language=language,
    )


def endless(language: str) -> Message:
    """More of everything than fits anywhere."""
    long = "Ä" * 9000
    lines = tuple(Line(long, kind) for kind in ("plain", "heading", "strong", "small", "quote"))
    many = tuple(Option("v" * 400, long) for _ in range(150))
    chart = Chart(long, WEEKS * 4, tuple(Series(f"{n}{long}", tuple(range(48))) for n in range(9)))
    table = Table(tuple(tuple(EVIL for _ in range(30)) for _ in range(150)))
    fields = (
        Field("text", long, value=long, limit=99999, hint=long),
        Field("touchpoint", long, "choice", many),
        Field("follow_up", long, "tick", value="yes", hint=long),
    )
    return Message(
        long,
        lines * 30 + (chart, chart, chart, table, table),
        tuple(Button(long, Chose(setting="hour", value=str(n))) for n in range(40)),
        lines,
        Form(long, Relayed(text=long), fields, long),
        long,
        language,
    )


def bare(language: str) -> Message:
    """As little as a message can be."""
    return Message("Nichts Neues." if language == "de" else "Nothing new.", language=language)


def _case(**about: Any) -> Case:
    opened = Turn(Week("2026-W47"), "opened")
    words, since = Redacted.stored(EVIL), datetime(2026, 11, 16, 9, tzinfo=UTC)
    case = Case(CaseRef("f" * 32), "support", ("price",), words, since, None, turns=(opened,))
    return replace(case, **about)


def _house(language: str) -> Workspace:
    return Workspace(WorkspaceId("w"), language="de" if language == "de" else "en", country="")


def case_open(language: str) -> Message:
    """A case nobody has, as it stands in the channel."""
    return card.compose(_house(language), _case())


def case_resolved(language: str) -> Message:
    """One that was resolved, with its line."""
    resolved = _case(state="resolved", owner=PersonId("p"), resolution=Redacted.stored(EVIL), spent=31)
    return card.compose(_house(language), resolved)


def case_gone(language: str) -> Message:
    """One whose words are shredded."""
    return card.compose(_house(language), _case(state="confirmed", text=None, spent=31))


def held(language: str) -> Message:
    """What its reporter is asked once."""
    resolved = _case(state="asked", resolution=Redacted.stored(EVIL))
    return thread.question(resolved, "e" * 32, _house(language).language)


def people_form(language: str) -> Message:
    """The set-up's most important form, in a workspace with two user groups."""
    made = setup.form(WORKSPACE, _reader(language), Home("slack", "T1", None), "people")
    assert made.form is not None
    groups = (Option("S1", EVIL), Option("S2", "Support"))
    fields = tuple(replace(f, options=groups) if f.kind == "people" else f for f in made.form.fields)
    return replace(made, form=replace(made.form, fields=fields))


def people_form_again(language: str) -> Message:
    """The same with everything chosen, where there is no user group any more."""
    return setup.form(WORKSPACE, _reader(language), Home("slack", "T1", "C1", audience="C2"), "people")


def rhythm_form(language: str) -> Message:
    return setup.form(WORKSPACE, _reader(language), Home("slack", "T1", "C1"), "rhythm")


def measure_form(language: str) -> Message:
    return setup.form(WORKSPACE, _reader(language), Home("slack", "T1", "C1"), "measure")


def place_form(language: str) -> Message:
    return setup.form(WORKSPACE, _reader(language), Home("slack", "T1", "C1"), "place")


def time_form(language: str) -> Message:
    made = timing.begin(_reader(language)).message
    assert made is not None
    return made


WORKSPACE = Workspace(WorkspaceId("w"), language="de")


def _reader(language: str) -> Person:
    return Person(PersonId("p"), locale="de" if language == "de" else "en", weekday=4)


EVERY = (
    question, thanks, dialog, preview, digest, endless, bare, case_open, case_resolved, case_gone, held,
    people_form, people_form_again, rhythm_form, measure_form, place_form, time_form,
)  # fmt: skip
