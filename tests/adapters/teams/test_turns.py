"""Whole turns over the wire: what happened, what came back, what stands in the chat."""

from __future__ import annotations

from typing import Any

import pytest

from adapters.teams.connector import Reach
from bot import events, messages
from tests.adapters.teams import cards
from tests.adapters.teams.conftest import Bot, payload, until

MIA = "11111111-1111-4111-8111-111111111111"
THANKS = messages.Message(
    "Danke", messages.lines("Danke, notiert."), (messages.Button("Zurück", events.Undone(ask="ask-1")),)
)
WORDS = messages.Message("Weil", messages.lines("Der Support brauchte Stimmen."))
FORM = messages.Message(
    "Ergänzen",
    form=messages.Form(
        "Prüfen", events.Relayed(ask="ask-1", text=""), (messages.Field("text", "Was?", required=True),)
    ),
)
ADAPTIVE = "application/vnd.microsoft.card.adaptive"


def standing(bot: Bot) -> list[tuple[str, list[str]]]:
    """What stands: the chat, and the words on its card."""
    return [
        (each["chat"], cards.texts(each["activity"]["attachments"][0]["content"]))
        for each in bot.fake.messages()
    ]


def talks(bot: Bot) -> str:
    """Mia's chat, opened by the bot."""
    return bot.run(bot.platform._connector.open(Reach("t1", bot.fake.url), MIA))


def test_a_tap_gets_the_replaced_card_back_and_says_that_it_stands(bot: Bot) -> None:
    bot.door.replies[events.Answered] = reply = messages.Reply("replace", THANKS, stands=("ask:1", 2))
    answer = bot.hears(payload("tap_executed"))
    assert answer["status"] == 200
    assert (answer["body"]["statusCode"], answer["body"]["type"]) == (200, ADAPTIVE)
    assert cards.texts(answer["body"]["value"]) == ["Danke, notiert."]
    assert until(lambda: bot.door.shown_replies == [reply])
    assert bot.fake.tell("state")["calls"] == []


def test_a_tap_may_be_told_something_in_words(bot: Bot) -> None:
    bot.door.replies[events.Answered] = messages.tell(WORDS)
    answer = bot.hears(payload("tap_executed"))["body"]
    assert answer == {
        "statusCode": 200,
        "type": "application/vnd.microsoft.activity.message",
        "value": "Der Support brauchte Stimmen.",
    }
    assert standing(bot) == []


def test_a_tap_may_be_told_something_with_buttons_in_the_chat(bot: Bot) -> None:
    bot.door.replies[events.Answered] = messages.tell(THANKS)
    chat = talks(bot)
    tap = payload("tap_executed")
    assert bot.hears({**tap, "conversation": {**tap["conversation"], "id": chat}})["body"]["value"] == "Danke"
    assert until(lambda: standing(bot) == [(chat, ["Danke, notiert."])])
    assert bot.door.shown_replies == []


def test_a_tap_that_wants_a_form_gets_it_in_place(bot: Bot) -> None:
    bot.door.replies[events.Answered] = messages.Reply("form", FORM)
    answer = bot.hears(payload("tap_executed"))["body"]
    assert answer["type"] == ADAPTIVE
    assert cards.buttons(answer["value"])["Prüfen"]["type"] == "Action.Execute"
    assert bot.door.shown_replies == []


def test_a_submitted_tap_replaces_the_card_where_it_stands(bot: Bot) -> None:
    chat = talks(bot)
    sent = bot.run(bot.platform._connector.post(Reach("t1", bot.fake.url), chat, _question()))
    bot.door.replies[events.Answered] = reply = messages.Reply("replace", THANKS, stands=("ask:1", 2))
    tap = payload("tap_submitted")
    tap |= {"replyToId": sent, "conversation": {**tap["conversation"], "id": chat}}
    assert bot.hears(tap) == {"status": 200, "body": None, "tries": 1}
    assert until(lambda: standing(bot) == [(chat, ["Danke, notiert."])])
    assert until(lambda: bot.door.shown_replies == [reply])


def test_a_replacement_that_did_not_arrive_is_not_said_to_stand(bot: Bot) -> None:
    bot.door.replies[events.Answered] = messages.Reply("replace", THANKS, stands=("ask:1", 2))
    assert bot.hears(payload("tap_submitted"))["status"] == 200
    until(lambda: bot.fake.tell("state")["calls"])
    assert bot.door.shown_replies == []


def test_a_word_is_answered_in_the_chat(bot: Bot) -> None:
    bot.door.replies[events.Commanded] = messages.tell(WORDS)
    chat = talks(bot)
    said = payload("message_asking_for_help")
    assert bot.hears({**said, "conversation": {**said["conversation"], "id": chat}})["status"] == 200
    assert until(lambda: standing(bot) == [(chat, ["Der Support brauchte Stimmen."])])


@pytest.mark.parametrize("name", ["message_mentioning_the_bot_in_a_channel", "tap_executed_in_a_channel"])
def test_what_is_said_in_a_channel_is_answered_to_the_person_alone(bot: Bot, name: str) -> None:
    bot.door.replies[events.Commanded] = messages.tell(THANKS)
    bot.hears(payload(name))
    assert until(lambda: [texts for _, texts in standing(bot)] == [["Danke, notiert."]])
    assert standing(bot)[0][0] == bot.fake.tell("state")["chats"][MIA]


def test_a_replacement_in_a_channel_is_put_there_for_everybody(bot: Bot) -> None:
    channel = payload("tap_executed_in_a_channel")["conversation"]["id"]
    bot.run(bot.platform._login.token())
    sent = bot.run(bot.platform._connector.post(Reach("t1", bot.fake.url), channel, _question()))
    bot.door.replies[events.Commanded] = messages.Reply("replace", THANKS, stands=("ask:1", 2))
    bot.hears({**payload("tap_executed_in_a_channel"), "replyToId": sent})
    assert until(lambda: standing(bot) == [(channel, ["Danke, notiert."])])
    assert until(lambda: len(bot.door.shown_replies) == 1)


def test_a_file_comes_to_the_person_alone(bot: Bot) -> None:
    bot.door.replies[events.Commanded] = messages.Reply("tell", WORDS, ("daten.json", '{"weeks": 3}'))
    bot.hears(payload("message_mentioning_the_bot_in_a_channel"))
    assert until(lambda: len(standing(bot)) == 2)
    assert [texts for _, texts in standing(bot)][1] == ["daten.json", '{"weeks": 3}']
    assert {chat for chat, _ in standing(bot)} == set(bot.fake.tell("state")["chats"].values())


@pytest.mark.parametrize(
    ("name", "kind"),
    [("dialog_opened_from_a_card", events.CommentBegun), ("relay_begun_on_a_message", events.RelayBegun)],
)
def test_a_dialog_opens_with_the_form(bot: Bot, name: str, kind: type[events.Event]) -> None:
    bot.door.replies[kind] = messages.Reply("form", FORM)
    task = bot.hears(payload(name))["body"]["task"]
    assert (task["type"], task["value"]["card"]["contentType"]) == ("continue", ADAPTIVE)
    assert cards.buttons(task["value"]["card"]["content"])["Prüfen"]["type"] == "Action.Submit"


@pytest.mark.parametrize("name", ["dialog_sent_from_a_card", "relay_sent_on_a_message"])
def test_a_dialog_goes_on_to_its_preview_and_ends_with_a_word(bot: Bot, name: str) -> None:
    bot.door.replies[events.Relayed] = messages.tell(THANKS)
    assert bot.hears(payload(name))["body"]["task"]["type"] == "continue"
    bot.door.replies[events.Relayed] = messages.tell(WORDS)
    ended = {"task": {"type": "message", "value": "Der Support brauchte Stimmen."}}
    assert bot.hears(payload(name))["body"] == ended
    bot.door.replies[events.Relayed] = messages.NOTHING
    assert bot.hears(payload(name))["body"] == {}
    assert standing(bot) == []


def test_a_dialog_may_replace_the_card_it_was_opened_from(bot: Bot) -> None:
    chat = talks(bot)
    sent = bot.run(bot.platform._connector.post(Reach("t1", bot.fake.url), chat, _question()))
    bot.door.replies[events.Relayed] = reply = messages.Reply("replace", THANKS, stands=("ask:1", 2))
    done = payload("dialog_sent_from_a_card")
    done |= {"replyToId": sent, "conversation": {**done["conversation"], "id": chat}}
    assert bot.hears(done)["body"] == {"task": {"type": "message", "value": "Danke"}}
    assert until(lambda: standing(bot) == [(chat, ["Danke, notiert."])])
    assert until(lambda: bot.door.shown_replies == [reply])


def test_what_comes_again_under_a_new_id_is_the_same_tap(bot: Bot) -> None:
    bot.door.delay = 0.3
    bot.door.replies[events.Answered] = messages.Reply("replace", THANKS, stands=("ask:1", 2))
    answer = bot.hears(payload("tap_executed"), wait=0.2)
    until(lambda: len(bot.door.events) == 2)
    assert answer["tries"] == 2
    first, second = (event for event in bot.door.events if isinstance(event, events.Answered))
    assert (first.ask, first.option, first.who) == (second.ask, second.option, second.who)


def test_a_form_that_stood_in_the_chat_gives_its_place_to_what_follows(bot: Bot) -> None:
    bot.door.replies[events.Relayed] = messages.tell(THANKS)
    sent = payload("form_executed_in_place")
    sent["value"]["action"]["data"] = {"pulse": "r", "text": "Zu spät"}
    assert cards.texts(bot.hears(sent)["body"]["value"]) == ["Danke, notiert."]
    bot.door.replies[events.Relayed] = messages.tell(WORDS)
    assert bot.hears(sent)["body"]["value"] == "Der Support brauchte Stimmen."
    assert standing(bot) == []


def test_a_guest_is_recognised_by_the_roster_once(bot: Bot) -> None:
    guest = {"id": "29:1mia", "aadObjectId": MIA, "userRole": "guest"}
    bot.fake.tell("roster", chat="a:1chat", members=[guest])
    for _ in range(2):
        bot.hears(payload("message_asking_for_help"))
    assert [event.who.outsider for event in bot.door.events] == [True, True]
    assert len(bot.fake.tell("state")["calls"]) == 1


def test_a_roster_that_is_away_keeps_nobody_out(bot: Bot) -> None:
    bot.hears(payload("message_asking_for_help"))
    assert [event.who.outsider for event in bot.door.events] == [False]


def test_what_is_not_for_us_is_left_alone(bot: Bot) -> None:
    assert bot.hears(payload("reaction_on_a_message"))["status"] == 200
    assert bot.hears(payload("query_of_a_search_extension"))["status"] == 501
    assert bot.door.events == []


def _question() -> dict[str, Any]:
    from adapters.teams import render

    return render.activity(messages.Message("Frage"))
