"""What stands in the chat after somebody did something."""

from __future__ import annotations

from adapters.platform import Address
from bot import events, messages
from bot.events import Answered, Arrived, Commanded, Departed, Event, RelayBegun, Relayed, Undone
from bot.events.wishes import HomeOpened
from bot.messages import Button, Field, Form, Line, Message, Option, Reply
from tests.adapters.slack.conftest import Bot, until
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_people import People

QUESTION = Message(
    "Haben wir gehalten, was wir versprochen haben?",
    (Line("Dein jüngster Kunde im Support: Haben wir gehalten, was wir versprochen haben?"),),
    (
        Button("Gehalten", Answered(ask="r1", option="kept")),
        Button("Nicht", Answered(ask="r1", option="broken")),
    ),
)
THANKS = Message("Danke, notiert.", (Line("Danke, notiert."),), (Button("Rückgängig", Undone(ask="r1")),))
DIALOG = Message(
    "Weitergeben",
    title="Weitergeben",
    form=Form(
        "Vorschau",
        Relayed(text=""),
        (
            Field("text", "Was hat der Kunde gesagt?", required=True),
            Field("touchpoint", "Wo?", "choice", (Option("app", "App"), Option("store", "Laden"))),
            Field("follow_up", "Nachfassen", "tick"),
        ),
        cancel="Abbrechen",
    ),
)
PREVIEW = Message(
    "Vorschau", (Line("*** rief an", "quote"),), (Button("Weg", events.DraftDropped(draft="d1")),)
)


def texts(message: dict[str, object]) -> str:
    return str(message["blocks"])


def test_one_tap_replaces_the_question(bot: Bot, slack: FakeSlack, people: People) -> None:
    sent = bot.do(bot.platform.show(QUESTION, Address("T1", user="U1")))
    assert sent.chat == "DU1"
    [question] = slack.said("U1")
    thanks = Reply("replace", THANKS, stands=("ask:r1", 2))
    bot.door.replies = lambda event: thanks

    assert people.tap("U1", question, "Gehalten").status_code == 200

    until(lambda: bot.door.stands)
    [heard] = bot.door.heard
    assert (heard.who.user, events.spell(heard)) == ("U1", "a|r1|kept")
    assert "Danke, notiert." in texts(slack.said("U1")[0])
    assert bot.door.stands == [thanks]
    assert [call.method for call in slack.calls] == ["users.list", "chat.postMessage"]


def test_a_dead_response_url_leaves_the_update(bot: Bot, slack: FakeSlack, people: People) -> None:
    bot.do(bot.platform.show(QUESTION, Address("T1", user="U1")))
    [question] = slack.said("U1")
    bot.door.replies = lambda event: messages.replaced(THANKS)
    people.tap("U1", question, "Gehalten", response_url="http://127.0.0.1:1/r")
    until(lambda: bot.door.stands)
    assert "Danke, notiert." in texts(slack.said("U1")[0])
    assert slack.called("chat.update")


def test_a_command_is_answered_to_the_person_alone(bot: Bot, slack: FakeSlack, people: People) -> None:
    bot.door.replies = lambda event: messages.tell(THANKS)
    answer = people.command("U1", "hilfe payload")
    assert (answer.status_code, answer.content) == (200, b"")
    until(lambda: slack.ephemerals)
    [heard] = bot.door.heard
    assert isinstance(heard, Commanded)
    assert (heard.text, heard.who.locale, heard.who.admin) == ("hilfe payload", "de-DE", False)
    assert slack.ephemerals[0]["user"] == "U1"
    assert slack.messages == {}


def test_a_shortcut_opens_the_dialog_and_the_dialog_its_preview(
    bot: Bot, slack: FakeSlack, people: People
) -> None:
    begun = DIALOG.form
    assert begun is not None

    def replies(event: Event) -> Reply:
        return Reply("form", DIALOG) if isinstance(event, RelayBegun) else messages.tell(PREVIEW)

    bot.door.replies = replies
    people.shortcut("U1", "Frau &lt;Meier&gt; <@U5> sagt: <https://x.example|hier> <!here>")
    until(lambda: slack.views)
    [view] = slack.views.values()
    assert view["private_metadata"] == "r"
    answer = people.submit("U1", view, text="Herr Müller rief an", touchpoint="store", follow_up=True)

    assert answer.json()["response_action"] == "update"
    begun_, relayed = bot.door.heard
    assert begun_ == RelayBegun(who=begun_.who, text="Frau <Meier> @… sagt: hier @here")
    assert isinstance(relayed, Relayed)
    assert (relayed.text, relayed.touchpoint, relayed.follow_up) == ("Herr Müller rief an", "store", "yes")
    assert relayed.id


def test_a_trigger_that_is_too_old_becomes_a_message_with_the_same_fields(
    bot: Bot, slack: FakeSlack, people: People
) -> None:
    bot.door.replies = lambda event: Reply("form", DIALOG)
    slack.fail("views.open", "err:expired_trigger_id")
    people.command("U1", "relay")
    until(lambda: slack.ephemerals)
    [shown] = slack.ephemerals
    state = {"values": {"text": {"text": {"type": "plain_text_input", "value": "Guter Laden"}}}}
    bot.door.replies = lambda event: messages.tell(THANKS)
    people.tap("U1", {**shown, "ts": "1.1"}, "Vorschau", state=state)
    relayed = bot.door.heard[-1]
    assert isinstance(relayed, Relayed)
    assert relayed.text == "Guter Laden"


def test_a_direct_message_is_answered_in_the_direct_messages(
    bot: Bot, slack: FakeSlack, people: People
) -> None:
    bot.door.replies = lambda event: messages.tell(THANKS)
    people.says("U1", "hallo")
    until(lambda: slack.said("U1"))
    assert [type(each) for each in bot.door.heard] == [Commanded]


def test_the_home_tab_shows_what_pulse_shows(bot: Bot, slack: FakeSlack, people: People) -> None:
    menu = Message("Menü", (Line("Menü", "heading"),), (Button("Pause", Commanded(text="pause")),))
    bot.door.replies = lambda event: messages.tell(menu)
    people.opens("U1")
    until(lambda: slack.homes)
    bot.door.replies = lambda event: messages.tell(THANKS)
    people.tap_view("U1", slack.homes["U1"], "Pause")
    until(lambda: slack.views)
    assert "Danke, notiert." in str(slack.views)
    opened, paused = bot.door.heard
    assert isinstance(opened, HomeOpened)
    assert isinstance(paused, Commanded)


def test_my_data_comes_as_a_file_to_me_alone(bot: Bot, slack: FakeSlack, people: People) -> None:
    bot.door.replies = lambda event: Reply("tell", THANKS, file=("meine-daten.json", '{"ü": 1}'))
    people.command("U1", "meine daten")
    until(lambda: slack.files and slack.files[0]["channel"])
    assert slack.files == [{"name": "meine-daten.json", "length": 9, "channel": "DU1", "content": '{"ü": 1}'}]


def test_where_no_files_are_taken_my_data_comes_as_text(bot: Bot, slack: FakeSlack, people: People) -> None:
    slack.workspaces["T1"].takes_files = False
    bot.door.replies = lambda event: Reply("tell", THANKS, file=("meine-daten.json", '{"x": "<@U1>"}' * 1000))
    people.command("U1", "meine daten")
    until(lambda: len(slack.said("U1")) == 2)
    parts = [b["elements"][0]["elements"][0]["text"] for m in slack.said("U1") for b in m["blocks"]]
    assert "".join(parts) == '{"x": "<@U1>"}' * 1000


def test_the_acknowledgement_comes_after_storing_and_before_the_chat(
    bot: Bot, slack: FakeSlack, people: People
) -> None:
    bot.do(bot.platform.show(QUESTION, Address("T1", user="U1")))
    slack.latency = 0.5
    bot.door.replies = lambda event: messages.replaced(THANKS)
    answer = people.tap("U1", slack.said("U1")[0], "Gehalten")
    assert answer.elapsed.total_seconds() < 0.4
    assert len(bot.door.heard) == 1
    assert bot.door.stands == []
    until(lambda: bot.door.stands)


def test_a_button_of_an_older_version_shows_the_menu(bot: Bot, slack: FakeSlack, people: People) -> None:
    bot.door.replies = lambda event: messages.tell(THANKS)
    old = {"type": "button", "action_id": "x", "value": "§|42", "block_id": "b"}
    bot.do(bot.platform.show(QUESTION, Address("T1", user="U1")))
    assert people.tap("U1", slack.said("U1")[0], "Gehalten", actions=[old]).status_code == 200
    assert bot.door.heard == [Commanded(who=bot.door.heard[0].who)]


def test_a_failing_door_is_no_acknowledgement(bot: Bot, slack: FakeSlack, people: People) -> None:
    def fails(event: Event) -> Reply:
        raise RuntimeError

    bot.door.replies = fails
    assert people.says("U1", "hallo").status_code == 500


def test_a_new_status_of_somebody_is_no_news(bot: Bot, slack: FakeSlack, people: People) -> None:
    record = slack.workspaces["T1"].users["U1"]
    for change in ({}, {"profile": {"status_text": "Mittag"}}, {"tz": "Europe/Lisbon"}, {"deleted": True}):
        assert people.event({"type": "user_change", "user": {**record, **change}}).status_code == 200
    assert [(type(each), each.who.zone) for each in bot.door.heard] == [
        (Arrived, "Europe/Berlin"),
        (Arrived, "Europe/Lisbon"),
        (Departed, "Europe/Berlin"),
    ]


def test_news_that_could_not_be_stored_are_news_again(bot: Bot, slack: FakeSlack, people: People) -> None:
    def fails(event: Event) -> Reply:
        raise RuntimeError

    left = {"type": "user_change", "user": {**slack.workspaces["T1"].users["U1"], "deleted": True}}
    bot.door.replies = fails
    assert people.event(left, "Ev1").status_code == 500
    bot.door.replies = lambda event: messages.NOTHING
    assert people.event(left, "Ev1").status_code == 200
    assert [type(each) for each in bot.door.heard] == [Departed, Departed]
