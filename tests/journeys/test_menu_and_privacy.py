"""Everything a person can do besides answering: the menu, relaying, pausing, and deciding about their data."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot import events, importing, inbox, words
from bot.messages import Reply
from bot.model import TOUCHPOINTS, Language
from storage.models import Account, Ask, Base, Person, Response
from storage.models import Relay as RelayRow
from storage.rows import PERSON, person_of
from tests.world import Someone, World

SAID = "Anna Schulz from 0171 2345678 said the invoice was wrong, anna@example.org"


def rows(world: World, table: type[Base]) -> list[dict[str, Any]]:
    """Every row of a table."""
    columns = table.__table__.columns
    with world.house.store.engine.connect().execution_options(reading=True) as db:
        return sorted((dict(row._mapping) for row in db.execute(select(*columns))), key=str)


def everything(world: World) -> dict[str, list[dict[str, Any]]]:
    """What is stored, but for what was heard."""
    tables = [mapper.class_ for mapper in Base.registry.mappers]
    return {table.__tablename__: rows(world, table) for table in tables if table.__tablename__ != "heard"}


def says(world: World, user: str, event: events.Event) -> Reply:
    """The answer of the first door itself."""
    return inbox.handle(events.by(event, world.who(user, locale="de-DE")), world.house.store, world.now)


def asked(world: World, name: str = "Mia", **about: Any) -> Someone:
    """Somebody in front of a question."""
    someone = world.colleague(name, **about)
    world.asks_everybody()
    assert someone.is_asked
    return someone


MENU = {
    "en": ["Relay something", "My questions", "Pause 2 weeks", "My own time", "Privacy", "Auf Deutsch"],
    "de": ["Etwas weitergeben", "Meine Fragen", "2 Wochen Pause", "Meine Zeit", "Datenschutz", "In English"],
}


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_greeting_shows_everything_one_can_do(world: World, language: Language) -> None:
    mia = world.colleague("Mia", language=language)
    for word in ("", "help", "hilfe", "hi", "hello", "Hallo", "MOIN", "  menü ", "?"):
        assert mia.writes(word).buttons == MENU[language]
    odd = mia.writes("frobnicate <!channel>")
    assert odd.buttons == MENU[language]
    assert odd.text.split("\n")[1] == words.say("menu.unknown", language, text="frobnicate <!channel>")


@pytest.mark.parametrize(
    ("language", "spoken", "answer"),
    [
        ("en", "my questions", "Your questions\nYou have not been asked anything in the last weeks."),
        ("de", "Meine  Fragen", "Deine Fragen\nIn den letzten Wochen wurdest du nichts gefragt."),
        ("en", "pause", "Paused until 30 Nov. Nothing comes before that."),
        ("de", "pause", "Pause bis 30. Nov. Vorher kommt nichts."),
        ("en", "resume", "The pause is over."),
        ("de", "weiter", "Die Pause ist vorbei."),
        ("en", "privacy", "Privacy\nConfidential while a pulse runs, anonymous afterwards. You decide:"),
        ("de", "datenschutz", "Datenschutz\nVertraulich, solange ein Puls läuft, danach anonym. Du entscheidest:"),
        ("en", "data", "Everything stored about you, as JSON. Only you see this."),
        ("de", "Meine Daten", words.say("privacy.data_here", "de")),
        ("en", "delete everything", words.say("privacy.delete_sure", "en")),
        ("de", "löschen", words.say("privacy.delete_sure", "de")),
        ("en", "STOP", words.say("privacy.never_sure", "en")),
        ("de", "nie wieder", words.say("privacy.never_sure", "de")),
        ("en", "deutsch", "Ab jetzt auf Deutsch."),
        ("de", "english", "From now on in English."),
        ("en", "relay", ""),
    ],
)  # fmt: skip
def test_every_command_is_understood(world: World, language: Language, spoken: str, answer: str) -> None:
    world.colleague("Mia", language=language)
    reply = says(world, "mia", events.Commanded(text=spoken))
    assert reply.message is not None
    if spoken == "relay":
        assert (reply.how, reply.message.title) == ("form", "Relay as customer pulse")
    else:
        assert (reply.how, "\n".join(line.text for line in reply.message.body)) == ("tell", answer)  # type: ignore[union-attr]


def test_what_is_stored_is_said_in_plain_words(world: World) -> None:
    mia = world.colleague("Mia", language="de")
    assert mia.writes("gespeichert").text.split("\n") == [
        words.say("privacy.stored", "de"),
        words.say("privacy.stored_person", "de", segment="Support"),
        words.say("privacy.stored_answers", "de"),
        words.say("privacy.stored_texts", "de"),
        words.say("privacy.stored_cases", "de"),
        words.say("privacy.stored_shown", "de", k=5),
    ]


def test_a_relay_by_text_is_previewed_masked_and_kept_sealed(world: World) -> None:
    mia = world.colleague("Mia")
    preview = mia.writes(f"relay {SAID}")
    assert [preview.buttons[0], *preview.buttons[-2:]] == ["Keep it", "Mask or correct", "Discard"]
    shown = preview.text.split("\n")[1]
    for secret in ("Schulz", "2345678", "anna@example.org"):
        assert secret not in shown
    mia.taps(preview, "Keep it")
    assert mia.last.text == words.say("relay.kept", "en")
    with world.house.store.look(world.id) as work:
        (kept,) = work.relays.of_week(world.week)
    assert (kept.text.text, kept.unasked, kept.draft, kept.touchpoint) == (shown, True, False, "support")
    (row,) = rows(world, RelayRow)
    assert b"invoice" not in row["text"]


def test_a_second_tap_on_keep_finds_it_kept(world: World) -> None:
    mia = world.colleague("Mia")
    preview = mia.writes("relay the invoice was wrong twice")
    for _ in range(2):
        mia.taps(preview, "Keep it")
        assert mia.last.text == words.say("relay.kept", "en")
    with world.house.store.look(world.id) as work:
        assert len(work.relays.of_week(world.week)) == 1


def test_a_relay_by_form_can_be_masked_further_and_discarded(world: World) -> None:
    mia = world.colleague("Mia")
    handed = mia.taps(mia.writes("hi"), "Relay something")
    preview = mia.sends(handed, text="The Hamburg invoice was wrong", touchpoint="store", evidence="seen")
    asks = mia.taps(preview, "Mask or correct")
    again = mia.sends(asks, words="hamburg, , nothing of that")
    assert again.text.split("\n")[1] == "The […] invoice was wrong"
    with world.house.store.look(world.id) as work:
        assert list(work.relays.of_week(world.week)) == []  # drafts are nobody's voice
    mia.taps(again, "Discard")
    assert mia.last.text == "Discarded. Nothing was kept."
    assert rows(world, RelayRow) == []
    mia.taps(preview, "Keep it")
    assert words.say("relay.gone", "en") in [message.text for message in mia.chat]


def test_a_draft_belongs_to_its_author_alone(world: World) -> None:
    mia = world.colleague("Mia")
    world.colleague("Ben").writes("hi")
    preview = mia.writes("relay the invoice was wrong twice")
    before = everything(world)
    for label in preview.buttons:
        says(world, "ben", preview.event(label))
    assert everything(world) == before


def test_my_questions_tell_what_became_of_them_and_never_the_answer(world: World) -> None:
    mia = asked(world)
    question = mia.question
    mia.answers(question.buttons[0])
    told = mia.writes("my questions").text
    assert told.split("\n")[0] == "Your questions"
    assert told.split("\n")[1] == f"Week 47: {question.text.split(chr(10))[0]} — answered"
    assert not any(option in told for option in question.buttons[:3])


def test_a_pause_holds_questions_back_and_resuming_lets_them_come(world: World) -> None:
    mia, ben = world.colleague("Mia"), world.colleague("Ben")
    mia.writes("pause")
    ben.writes("pause")
    assert ben.writes("hi").buttons[2] == "End the pause"
    ben.writes("resume")
    world.asks_everybody()
    assert (mia.is_asked, ben.is_asked) == (False, True)


def test_snoozing_on_the_question_is_two_weeks_and_can_be_ended(world: World) -> None:
    mia = asked(world)
    mia.answers("Pause 2 weeks")
    assert (mia.chat[1].text, mia.chat[1].buttons) == ("All right: no question before 3 Dec.", ["Resume now"])
    assert world.person("mia").paused_until == (world.now + timedelta(days=14)).date()
    mia.taps(mia.chat[1], "Resume now")
    assert world.person("mia").paused_until is None


def test_an_answer_given_before_the_pause_stays_an_answer(world: World) -> None:
    mia = asked(world)
    question = mia.question
    mia.answers(question.buttons[0])
    mia.taps(question, "Pause 2 weeks")
    (ask,) = rows(world, Ask)
    assert (ask["state"], len(rows(world, Response))) == ("answered", 1)
    assert world.person("mia").paused_until is not None


def test_unassigned_people_are_asked_where_they_meet_customers(world: World) -> None:
    mia = asked(world, touchpoint="")
    welcome = mia.chat[0]
    assert welcome.buttons == ["Website", "App", "Support", "Store", "Never ask me", "Privacy"]
    mia.taps(welcome, "Store")
    assert mia.last.text == "Noted: Store."
    assert world.person("mia").segment == "store"
    for odd in (("segment", "board"), ("language", "fr"), ("hour", "3"), ("role", "admin")):
        reply = says(world, "mia", events.Chose(setting=odd[0], value=odd[1]))
        assert reply.message is not None
        assert reply.message.summary == words.say("error.bad_choice", "en")
    assert (world.person("mia").segment, world.person("mia").role) == ("store", "colleague")


def test_my_data_is_everything_of_mine_and_nothing_of_others(world: World) -> None:
    mia, ben = world.colleague("Mia", touchpoint="store"), world.colleague("Ben")
    world.asks_everybody()
    option = mia.question.event(mia.question.buttons[0])
    assert isinstance(option, events.Answered)
    mia.answers(mia.question.buttons[0])
    ben.answers(ben.question.buttons[2])
    for someone, text in ((mia, "the parcel came early today"), (ben, "the invoice came too late")):
        someone.taps(someone.writes(f"relay {text}"), "Keep it")
    handed = world.does("mia", events.Commanded(text="data"))
    assert handed["file"]["name"] == "kundenpuls.json"
    found = json.loads(handed["file"]["content"])
    me = world.person("mia")
    (row,) = [person_of_row(world, r) for r in rows(world, Person) if r["id"] == me.id]
    assert row == me
    assert found["schema"] == "kundenpuls/my-data/1"
    assert found["person"] == {
        "id": me.id, "segment": "store", "language": "en", "zone": "Europe/Berlin", "role": "colleague",
        "opted_out": False, "paused_until": None, "hour": None, "weekday": None,
    }  # fmt: skip
    assert found["accounts"] == [{"platform": world.screen.name, "home": world.screen.home, "id": mia.id}]
    (ask,) = [a for a in rows(world, Ask) if a["person"] == me.id]
    assert found["asks"] == [
        {"week": ask["week"], "question": ask["question"], "day": ask["day"].isoformat(), "state": "answered", "why": ask["why"]["key"], "reminded": False}
    ]  # fmt: skip
    assert found["answers"] == [
        {"week": ask["week"], "question": ask["question"], "answer": option.option, "segment": "store"}
    ]
    assert [text["text"] for text in found["texts"]] == ["the parcel came early today"]
    for foreign in (world.person("ben").id, f'"{ben.id}"', "invoice"):
        assert foreign not in handed["file"]["content"]


def person_of_row(world: World, row: dict[str, Any]) -> Any:
    """The person a row stands for."""
    return person_of([row[column.name] for column in PERSON])


def test_deleting_leaves_nothing_of_the_person_and_everything_of_the_others(world: World) -> None:
    ben = world.colleague("Ben")
    mia = asked(world)
    for someone in (mia, ben):
        someone.answers(someone.question.buttons[0])
        someone.taps(someone.writes(f"relay {someone.user} heard the invoice was wrong"), "Keep it")
    me, week = world.person("mia").id, world.week
    with world.house.store.look(world.id) as work:
        pseudonym = work.responses.pseudonym(week, me)
        other = work.responses.pseudonym(week, world.person("ben").id)
    kept = [a for a in rows(world, Ask) if a["person"] != me]
    sure = mia.writes("delete")
    mia.taps(sure, "No, leave it")
    assert len(rows(world, Response)) == 2
    mia.taps(mia.writes("delete"), "Yes, delete everything")
    assert str(me) not in str(everything(world))
    assert str(pseudonym) not in str(everything(world))
    assert repr(mia.id) not in str(everything(world))
    assert rows(world, Ask) == kept
    assert [r["pseudonym"] for r in rows(world, Response)] == [other]
    assert [r["pseudonym"] for r in rows(world, RelayRow)] == [other]
    world.next_week()
    assert ben.last.text == words.say("closed.question", "en") or ben.chat


def test_what_is_deleted_while_a_message_is_under_way_stops_no_other(world: World) -> None:
    mia = world.colleague("Mia")
    ben = world.colleague("Ben")
    show = world.platform.show

    async def slow(message: Any, to: Any, over: Any = None) -> Any:
        if to.user == mia.id:
            await world.house.handle(events.Confirmed(who=world.who("mia"), what="delete"))
        return await show(message, to, over)

    world.platform.show = slow  # type: ignore[method-assign]
    world.asks_everybody()
    assert ben.is_asked
    assert [a["user"] for a in rows(world, Account)] == [ben.id]
    assert {a["state"] for a in rows(world, Ask)} == {"sent"}


@pytest.mark.parametrize("what", ["never", "delete"])
def test_never_again_survives_a_new_import_and_writing_again(world: World, what: str) -> None:
    mia = world.colleague("Mia")
    yes = {"never": "Yes, never again", "delete": "Yes, delete everything"}[what]
    mia.taps(mia.writes(what), yes)
    with world.house.store.work(world.id) as work:
        row = {"platform": world.screen.name, "id": mia.id, "touchpoint": "app"}
        done = importing.people(work, [(2, row)])
    assert done.never_asked == 1
    mia.writes("hi")
    assert world.person("mia").opted_out
    assert "never again" in mia.last.text
    world.asks_everybody()
    assert not mia.is_asked
    world.next_week()
    world.asks_everybody()
    assert not mia.is_asked


def test_opting_out_takes_back_what_is_still_to_come(world: World) -> None:
    mia = world.colleague("Mia")
    world.catches_up()
    assert [a["state"] for a in rows(world, Ask)] == ["planned"]
    mia.taps(mia.writes("never"), "Yes, never again")
    assert [a["state"] for a in rows(world, Ask)] == ["withdrawn"]
    world.asks_everybody()
    assert not mia.is_asked


def test_the_language_changes_at_once(world: World) -> None:
    mia = asked(world)
    german = mia.taps(mia.writes("hi"), "Auf Deutsch")
    assert german == {}
    assert mia.writes("hi").buttons == MENU["de"]
    assert mia.answers(mia.question.buttons[0]).text.startswith("Danke, notiert.")


def test_outsiders_and_unknown_places_are_refused_and_leave_no_trace(world: World) -> None:
    mia = asked(world)
    tap = mia.question.event(mia.question.buttons[0])
    before = everything(world)
    guest = world.who("guest", locale="de", outsider=True)
    for event in (tap, events.Commanded(text="hi"), events.Relayed(text="let me in"), events.Arrived()):
        reply = inbox.handle(events.by(event, guest), world.house.store, world.now)
        assert reply.message is not None
        assert reply.message.summary == words.say("error.outsider", "de")
    nowhere = world.who("mia", home="elsewhere", locale="en")
    reply = inbox.handle(events.by(tap, nowhere), world.house.store, world.now)
    assert reply.message is not None
    assert reply.message.summary == words.say("error.no_workspace", "en")
    assert everything(world) == before


def test_somebody_elses_button_is_refused_and_changes_nothing(world: World) -> None:
    world.colleague("Ben", language="de")
    mia = asked(world)
    ask, answer = mia.question.event("Why me?"), mia.question.event(mia.question.buttons[0])
    assert isinstance(ask, events.WhyAsked)
    before = everything(world)
    tries = [answer, events.Undone(ask=ask.ask), events.Snoozed(ask=ask.ask), ask,
             events.Relayed(text="a comment of mine", ask=ask.ask)]  # fmt: skip
    for event in tries:
        reply = says(world, "ben", event)
        assert reply.how == "tell"
        assert reply.message is not None
        assert reply.message.summary == words.say("error.not_yours", "de")
    assert everything(world) == before


def test_what_cannot_be_is_refused_in_the_persons_language(world: World) -> None:
    mia = asked(world)
    ask = mia.question.event("Why me?")
    assert isinstance(ask, events.WhyAsked)
    mia.writes("hi")  # where somebody acts last is remembered, whatever they do
    before = everything(world)
    for event, refusal in (
        (events.Answered(ask="nobody knows", option="kept"), "no_ask"),
        (events.Answered(ask=ask.ask, option="5; DROP TABLE person"), "no_option"),
        (events.WhyAsked(ask=""), "no_ask"),
        (events.Relayed(text="x" * 4001), "too_long"),
        (events.Commanded(text="relay " + "a b " * 2000), "too_long"),
        (events.Confirmed(what="everything"), ""),
    ):
        reply = says(world, "mia", event)
        assert reply.message is not None
        key, said = f"error.{refusal}", reply.message.summary
        assert said == (words.say(key, "en", limit=4000) if refusal else words.say("privacy.kept", "en"))
    assert everything(world) == before


@pytest.mark.parametrize("odd", ["\0", "\ud800", "‮", "​", "👩‍🔧", "'; --", "%s {0} {}", "\x1b[2J"])
def test_odd_characters_are_taken_as_they_are_or_left_out(world: World, odd: str) -> None:
    mia = asked(world)
    ask = mia.question.event("Why me?")
    assert isinstance(ask, events.WhyAsked)
    for event in (
        events.Commanded(text=odd),
        events.Commanded(text=f"relay the invoice {odd} was wrong"),
        events.Answered(ask=odd, option=odd),
        events.Answered(ask=ask.ask, option=f"kept{odd}x"),
        events.Relayed(text=f"the invoice {odd} was wrong", ask=ask.ask, touchpoint=odd, evidence=odd),
        events.DraftKept(draft=odd),
        events.Masked(draft=odd, words=odd),
        events.Chose(setting=odd, value=odd),
        events.Commanded(text="hi", id=odd),
    ):
        reply = says(world, "mia", event)
        assert reply.message is not None
        json.dumps([str(reply.message)], ensure_ascii=False).encode()
    with world.house.store.look(world.id) as work:
        pseudonym = work.responses.pseudonym(world.week, world.person("mia").id) or ""
        texts = {relay.text.text for relay in work.relays.of(world.week, pseudonym)}
    told = {" ".join(text.split()) for text in texts if "invoice" in text}
    assert len(told) == 1
    assert told.pop().startswith("the invoice ")


def test_a_double_click_and_a_redelivery_are_one_answer(world: World) -> None:
    mia = asked(world)
    tap = mia.question.event(mia.question.buttons[0])
    first = says(world, "mia", replace(tap, id="E1"))
    stored = everything(world)
    assert [says(world, "mia", replace(tap, id="E1")).how for _ in range(3)] == ["nothing"] * 3
    assert everything(world) == stored
    again = says(world, "mia", replace(tap, id="E2"))  # another device, or the same tap under a new id
    assert (first.how, again.how) == ("replace", "replace")
    assert again.message == first.message
    assert rows(world, Response) == stored["response"]


def test_a_refusal_that_is_delivered_again_is_said_once(world: World) -> None:
    mia = world.colleague("Mia")
    event = events.Answered(ask="unknown", option="kept", id="E1")
    assert [says(world, mia.user, event).how for _ in range(2)] == ["tell", "nothing"]


def test_who_only_exists_on_the_platform_is_not_stored(world: World) -> None:
    mia = world.colleague("Mia")
    mia.taps(mia.writes("delete"), "Yes, delete everything")
    before = everything(world)
    assert says(world, "mia", events.Arrived()).how == "nothing"
    assert says(world, "stranger", events.Arrived()).how == "nothing"
    assert says(world, "stranger", events.Departed()).how == "nothing"
    assert everything(world) == before


def test_who_left_is_not_asked_until_they_are_back(world: World) -> None:
    mia, ben = world.colleague("Mia"), world.colleague("Ben")
    world.catches_up()
    mia.leaves()
    ben.leaves()
    ben.returns()
    world.asks_everybody()
    assert (mia.is_asked, world.person("mia").active) == (False, False)
    world.next_week()
    world.asks_everybody()
    assert (mia.is_asked, ben.is_asked) == (False, True)


def test_drafts_live_until_the_day_ends(world: World) -> None:
    mia = world.colleague("Mia")
    world.catches_up()
    preview = mia.writes("relay the invoice was wrong twice")
    world.jumps(datetime(2026, 11, 17, 0, 1, tzinfo=ZoneInfo("Europe/Berlin")))
    mia.taps(preview, "Keep it")
    assert words.say("relay.gone", "en") in [message.text for message in mia.chat]
    assert rows(world, RelayRow) == []


def test_touchpoints_and_languages_all_have_a_name() -> None:
    name: Callable[[str, Language], str] = words.touchpoint
    for language in words.LANGUAGES:
        assert not {t for t in (*TOUCHPOINTS, "unassigned") if name(t, language) == t}
