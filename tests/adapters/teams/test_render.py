"""Messages as cards: valid, inert, within Teams' limits, and every button finds its way back."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from adapters.teams import parse, render
from adapters.teams.offering import _offered
from bot import events, messages, setup, timing, words
from bot.model import Home, Language, Person, PersonId, Workspace, WorkspaceId
from tests.adapters.slack import samples
from tests.adapters.teams import cards
from tests.adapters.teams.conftest import payload

Line = messages.Line
KEPT = messages.Button("Gehalten", events.Answered(ask="ask-1", option="kept"), "primary")
NEVER = messages.Button("Nie wieder", events.Confirmed(what="never"), "danger")
WHY = messages.Button("Warum ich?", events.WhyAsked(ask="ask-1"), "quiet")
ADD = messages.Button("Ergänzen", events.CommentBegun(ask="ask-1"))
FORM = messages.Form(
    "Prüfen",
    events.Relayed(ask="ask-1", text=""),
    (
        messages.Field(
            "text", "Was wurde gesagt?", required=True, hint="In eigenen Worten", value="Ach {{x}}"
        ),
        messages.Field(
            "touchpoint", "Wo?", "choice", tuple(messages.Option(each, each.title()) for each in "abcde")
        ),
        messages.Field("follow_up", "Nachfassen", "tick", value="yes"),
    ),
)
CHART = messages.Chart(
    "Vertrauen",
    ("W46", "W47"),
    (messages.Series("Vertrauen", (71.0, None), (65.0, None), (77.0, None)),),
)
DIGEST = messages.Message(
    "Kundenpuls · KW 47",
    (Line("Woche 47", "heading"), Line("Vertrauen 71 ±6", "strong"), Line("klein", "small")),
    (messages.Button("Öffnen", events.Commanded(text="open")),),
    (CHART, messages.Table((("Wo", "Wert"), ("App", "79 ±6"))), Line("„Zu spät“", "quote")),
    language="de",
)
EVERYTHING = {
    "ask": messages.Message("Frage", (Line("Haben wir gehalten?"),), (KEPT, NEVER, WHY, ADD), language="de"),
    "form": messages.Message("Ergänzen", (Line("Nur zusammen sichtbar."),), (), form=FORM, title="Ergänzen"),
    "digest": DIGEST,
    "words": messages.Message("Danke", messages.lines("Danke, notiert.")),
    "bare": messages.Message("Nur die Zusammenfassung"),
    **{sample.__name__: sample("de") for sample in (samples.case_open, samples.case_resolved, samples.held)},
}


def _set_up(part: str, language: Language, *offered: messages.Option) -> messages.Message:
    """A form of the set-up as an admin of a tenant gets it."""
    home = Home("teams", "t1", "19:a", audience="19:gone")
    made = setup.form(Workspace(WorkspaceId("w")), Person(PersonId("p"), locale=language), home, part)
    assert made.form is not None
    fields = tuple(_offered(field, {"channel": offered, "people": offered}) for field in made.form.fields)
    return replace(made, form=replace(made.form, fields=fields))


ROSTER = (messages.Option("19:a", "Vertrieb › General"), messages.Option("19:b", "Support"))
EVERYTHING |= {
    f"{part} {language}": _set_up(part, language, *ROSTER)
    for part in setup.PARTS
    for language in words.LANGUAGES
}
EVERYTHING["people where nothing is listed"] = _set_up("people", "en")
EVERYTHING["my own time"] = timing.begin(Person(PersonId("p"), hour=9)).message or messages.Message("")
HOSTILE = (
    "[Intranet](https://evil.example) ![x](https://evil.example/p.png) <at>Everyone</at> *b* _i_ "
    "${$root.secret} {{DATE(2026-01-01T00:00:00Z)}} <img src=x> @here"
)


@pytest.mark.parametrize("dialog", [False, True])
@pytest.mark.parametrize("name", EVERYTHING)
def test_every_message_is_a_valid_card(name: str, dialog: bool) -> None:
    cards.check(render.card(EVERYTHING[name], dialog=dialog))


def taps(card: dict[str, Any]) -> dict[str, events.Event | None]:
    """What each button means when Teams sends it back."""
    means = {}
    for title, button in cards.buttons(card).items():
        if button["type"] == "Action.ToggleVisibility":
            continue
        if button["type"] == "Action.Execute":
            came = payload("tap_executed")
            came["value"]["action"]["data"] = button["data"]
            assert button["fallback"]["data"] == button["data"]
        else:
            came = {**payload("dialog_opened_from_a_card"), "value": {"data": button["data"]}}
        event = parse.turn(came).event
        means[title] = events.by(event, events.NOBODY) if event else None
    return means


def test_every_button_means_its_event_again() -> None:
    message = EVERYTHING["ask"]
    meant = {button.label: events.by(button.event, events.NOBODY) for button in message.buttons}
    for dialog in (False, True):
        read = taps(render.card(message, dialog=dialog))
        assert {title: events.spell(event) for title, event in read.items() if event} == {
            title: events.spell(event) for title, event in meant.items()
        }


def test_an_address_to_open_is_no_event() -> None:
    url = "https://pulse.example/digest/x"
    message = messages.Message("Dein Link", (Line("Dein Link"),), link=messages.Link("Öffnen", url))
    card = render.card(message)
    cards.check(card)
    assert not render.simple(message)
    opens = {"type": "Action.OpenUrl", "title": "Öffnen", "url": url}
    assert [part["actions"] for part in card["body"] if part["type"] == "ActionSet"] == [[opens]]


def test_a_form_comes_back_filled() -> None:
    card = render.card(EVERYTHING["form"])
    sending = cards.buttons(card)["Prüfen"]
    came = payload("tap_executed")
    came["value"]["action"]["data"] = {
        **sending["data"],
        "text": "Zu spät",
        "touchpoint": "a",
        "follow_up": "no",
    }
    event = parse.turn(came).event
    assert isinstance(event, events.Relayed)
    assert (event.ask, event.text, event.touchpoint, event.follow_up) == ("ask-1", "Zu spät", "a", "no")


def test_what_wants_a_form_opens_a_dialog() -> None:
    button = cards.buttons(render.card(EVERYTHING["ask"]))["Ergänzen"]
    assert button["type"] == "Action.Submit"
    assert button["data"]["msteams"] == {"type": "task/fetch"}


def test_words_of_others_are_inert_wherever_they_stand() -> None:
    line = Line(HOSTILE, "quote")
    message = messages.Message(
        HOSTILE, (line, messages.Table(((HOSTILE,),))), (messages.Button(HOSTILE, WHY.event),), (CHART, line)
    )
    activity = render.activity(message)
    drawn = json.dumps(activity, ensure_ascii=False)
    assert "{{" not in drawn
    assert "${" not in drawn
    kinds = {part["type"] for part in cards.parts(activity["attachments"][0]["content"])}
    assert not kinds & {"TextBlock", "Image", "Action.OpenUrl", "Media", "FactSet"}
    assert "entities" not in activity["attachments"][0]["content"].get("msteams", {})
    joined = cards.texts(activity["attachments"][0]["content"])[0].replace("\u2060", "")
    assert joined == HOSTILE


def test_a_chart_has_its_numbers_as_words() -> None:
    chart = next(part for part in cards.parts(render.card(DIGEST)) if part["type"] == "Chart.Line")
    assert [line["legend"] for line in chart["data"]] == ["Vertrauen", "Vertrauen ↓", "Vertrauen ↑"]
    assert chart["data"][0]["values"] == [{"x": "W46", "y": 71.0}]
    assert cards.texts(chart["fallback"]) == ["Vertrauen\nVertrauen: W46 71 (65–77), W47 –"]


def test_details_are_closed_until_opened() -> None:
    card = render.card(DIGEST)
    assert cards.buttons(card)["Mehr anzeigen"]["targetElements"] == ["details"]
    assert card["body"][-1]["isVisible"] is False


def test_quiet_buttons_stand_below_the_others() -> None:
    rows = [part for part in render.card(EVERYTHING["ask"])["body"] if part["type"] == "ActionSet"]
    assert [[button["title"] for button in row["actions"]] for row in rows] == [
        ["Gehalten", "Nie wieder", "Ergänzen"],
        ["Warum ich?"],
    ]


def test_rows_stay_short_enough_to_be_shown_whole() -> None:
    many = tuple(messages.Button(str(n), events.Answered(ask="x", option=str(n))) for n in range(8))
    rows = [
        part for part in render.card(messages.Message("?", (), many))["body"] if part["type"] == "ActionSet"
    ]
    assert [len(row["actions"]) for row in rows] == [6, 2]


def test_umlauts_emoji_and_three_thousand_characters_survive() -> None:
    text = ("Grüße 👩‍👩‍👧 ßœ " * 200)[:3000]
    assert cards.texts(render.card(messages.Message("x", (Line(text),)))) == [text]


def test_what_is_too_long_for_teams_is_cut_from_below() -> None:
    long = tuple(Line("ü" * 3000) for _ in range(60))
    whole = messages.Message("Kurz", (Line("oben"), *long), details=long)
    card = render.card(whole)
    cards.check(card)
    assert len(json.dumps(render.activity(whole), ensure_ascii=False).encode()) < 100 * 1024
    assert cards.texts(card)[0] == "oben"
    one = render.card(messages.Message("Kurz", (Line("ü" * 200_000),)))
    assert cards.texts(one) == ["Kurz"]


def test_a_file_is_handed_over_as_its_text() -> None:
    content = json.dumps({"n": "ü" * 30_000}, ensure_ascii=False)
    parts = list(render.files("daten.json", content))
    drawn = [cards.texts(part["attachments"][0]["content"]) for part in parts]
    assert "".join(text for _, text in drawn) == content
    assert [title for title, _ in drawn] == ["daten.json (1/2)", "daten.json (2/2)"]
    for part in parts:
        cards.check(part["attachments"][0]["content"])


def test_the_last_word_of_a_dialog_closes_it() -> None:
    assert render.page(EVERYTHING["words"]) == {"task": {"type": "message", "value": "Danke, notiert."}}
    page = render.page(EVERYTHING["form"])["task"]
    assert (page["type"], page["value"]["title"]) == ("continue", "Ergänzen")
    assert cards.buttons(page["value"]["card"]["content"])["Prüfen"]["type"] == "Action.Submit"
