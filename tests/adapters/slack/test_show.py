"""Making messages stand, and what every refusal and silence of Slack means."""

from __future__ import annotations

import pytest

from adapters.platform import Address, Sent, Uncertain, Undeliverable
from bot.messages import Line, Message
from tests.adapters.slack import samples
from tests.adapters.slack.conftest import Bot
from tests.fakes.slack import FakeSlack

HELLO = Message("Hallo", (Line("Hallo"),))
MIA = Address("T1", user="U1", chat="DU1")


def show(bot: Bot, message: Message = HELLO, to: Address = MIA, over: Sent | None = None) -> Sent:
    return bot.do(bot.platform.show(message, to, over))


def test_a_message_stands_and_is_replaced(bot: Bot, slack: FakeSlack) -> None:
    sent = show(bot)
    assert show(bot, Message("Danke"), over=sent) == sent
    assert [each["text"] for each in slack.said("U1")] == ["Danke"]


def test_the_details_of_a_digest_stand_in_its_thread(bot: Bot, slack: FakeSlack) -> None:
    sent = show(bot, samples.digest("de"), Address("T1", channel="C1"))
    [digest] = slack.said("C1")
    [details] = slack.thread(digest)
    kinds = [block["type"] for block in details["blocks"]]
    assert kinds == ["rich_text", "data_visualization", "table", "rich_text", "rich_text"]
    show(bot, samples.digest("en"), Address("T1", channel="C1"), over=sent)
    assert slack.thread(digest) == [details]
    assert "Trend" in str(details["blocks"])


def test_a_workspace_without_charts_gets_the_same_words(bot: Bot, slack: FakeSlack) -> None:
    slack.workspaces["T1"].draws_charts = slack.workspaces["T1"].takes_files = False
    show(bot, samples.digest("de"), Address("T1", channel="C1"))
    [details] = slack.thread(slack.said("C1")[0])
    assert {block["type"] for block in details["blocks"]} == {"rich_text"}
    assert slack.files == []


def test_a_workspace_without_charts_gets_a_picture_once(bot: Bot, slack: FakeSlack) -> None:
    slack.workspaces["T1"].draws_charts = False
    sent = show(bot, samples.digest("de"), Address("T1", channel="C1"))
    [digest] = slack.said("C1")
    [picture] = slack.files
    assert picture["content"].startswith(b"\x89PNG\r\n")
    assert (picture["channel"], picture["thread_ts"]) == ("C1", digest["ts"])
    assert picture["alt_txt"].startswith("Index\nVertrauen: W36 70 (64–76)")
    show(bot, samples.digest("en"), Address("T1", channel="C1"), over=sent)
    assert len(slack.files) == 1


@pytest.mark.parametrize("method", ["files.getUploadURLExternal", "files.completeUploadExternal"])
@pytest.mark.parametrize("fault", ["429:5", "500", "lost", "err:missing_scope"])
def test_a_picture_that_is_refused_leaves_the_words(
    bot: Bot, slack: FakeSlack, method: str, fault: str
) -> None:
    slack.workspaces["T1"].draws_charts = False
    slack.fail(method, fault)
    sent = show(bot, samples.digest("de"), Address("T1", channel="C1"))
    [details] = slack.thread(slack.said("C1")[0])
    assert sent.message.endswith("+" + details["ts"])
    assert {block["type"] for block in details["blocks"]} == {"rich_text"}


def test_a_digest_stands_without_the_details_that_failed(bot: Bot, slack: FakeSlack) -> None:
    slack.fail("chat.postMessage", "ok", "lost")
    sent = show(bot, samples.digest("de"), Address("T1", channel="C1"))
    assert sent.message == slack.said("C1")[0]["ts"]
    show(bot, samples.digest("de"), Address("T1", channel="C1"), over=sent)
    assert len(slack.thread(slack.said("C1")[0])) == 1


@pytest.mark.parametrize("fault", ["lost", "kept", "500", "garbled", "err:internal_error", "err:fatal_error"])
def test_a_lost_answer_is_uncertain_and_never_repeated(bot: Bot, slack: FakeSlack, fault: str) -> None:
    slack.fail("chat.postMessage", fault)
    with pytest.raises(Uncertain):
        show(bot)
    assert len(slack.called("chat.postMessage")) == 1


@pytest.mark.parametrize("fault", ["lost", "kept", "500"])
def test_a_lost_update_may_be_repeated(bot: Bot, slack: FakeSlack, fault: str) -> None:
    sent = show(bot)
    slack.fail("chat.update", fault)
    with pytest.raises(Undeliverable) as refusal:
        show(bot, over=sent)
    assert (refusal.value.permanent, refusal.value.gone) == (False, False)


@pytest.mark.parametrize(
    ("fault", "permanent", "gone"),
    [
        ("err:is_archived", True, False),
        ("err:not_in_channel", True, False),
        ("err:user_disabled", True, False),
        ("err:token_revoked", True, True),
        ("err:account_inactive", True, True),
        ("err:invalid_auth", True, True),
        ("err:service_unavailable", False, False),
        ("err:something_new", False, False),
    ],
)
def test_a_refusal_says_whether_it_lasts(
    bot: Bot, slack: FakeSlack, fault: str, permanent: bool, gone: bool
) -> None:
    slack.fail("chat.postMessage", fault)
    with pytest.raises(Undeliverable) as refusal:
        show(bot)
    assert (refusal.value.reason, refusal.value.permanent, refusal.value.gone) == (fault[4:], permanent, gone)
    assert slack.said("U1") == []


@pytest.mark.parametrize(("fault", "seconds"), [("429:7", 7.0), ("429:3600", 3600.0), ("429:", 30.0)])
def test_too_many_says_how_long_to_wait(bot: Bot, slack: FakeSlack, fault: str, seconds: float) -> None:
    slack.fail("chat.postMessage", fault)
    with pytest.raises(Undeliverable) as refusal:
        show(bot)
    assert (refusal.value.retry_after, refusal.value.permanent) == (seconds, False)
    assert len(slack.called("chat.postMessage")) == 1


def test_no_connection_is_no_message(bot: Bot, slack: FakeSlack) -> None:
    bot.platform._client.url = "http://127.0.0.1:1/api/"
    with pytest.raises(Undeliverable) as refusal:
        show(bot)
    assert not refusal.value.permanent


@pytest.mark.parametrize(
    "record", [{"is_restricted": True}, {"is_ultra_restricted": True}, {"is_bot": True}, {"deleted": True}]
)
def test_guests_bots_and_the_deactivated_are_never_asked(
    bot: Bot, slack: FakeSlack, record: dict[str, bool]
) -> None:
    slack.user("T1", "U3", **record)
    with pytest.raises(Undeliverable) as refusal:
        show(bot, to=Address("T1", user="U3"))
    assert refusal.value.permanent
    assert slack.called("chat.postMessage") == []


def test_a_record_slack_does_not_hand_out_stops_nobody(bot: Bot, slack: FakeSlack) -> None:
    slack.fail("users.list", "429:9")
    slack.fail("users.info", "429:9")
    show(bot, to=Address("T1", user="U1"))
    assert len(slack.said("U1")) == 1


def test_everybody_is_looked_up_in_one_list(bot: Bot, slack: FakeSlack) -> None:
    for n in range(450):
        slack.user("T1", f"U1{n:03}")
    for n in range(450):
        show(bot, to=Address("T1", user=f"U1{n:03}"))
    assert len(slack.called("users.list")) == 1
    assert slack.called("users.info") == []


def test_the_members_of_a_channel_and_of_a_group(bot: Bot, slack: FakeSlack) -> None:
    slack.user("T1", "UG", is_restricted=True)
    slack.user("T1", "UB", is_bot=True)
    slack.user("T1", "UX", team_id="T9")
    slack.user("T1", "UD", deleted=True)
    slack.channel("T1", "C2", ("U1", "UG", "UB", "UX", "UD"))
    slack.workspaces["T1"].groups["S1"] = ["U1", "U2"]
    found = bot.do(bot.platform.members("T1", "C2"))
    assert [(each.user, each.outsider) for each in found] == [
        ("U1", False),
        ("UG", True),
        ("UB", True),
        ("UX", True),
    ]
    assert (found[0].locale, found[0].zone) == ("de-DE", "Europe/Berlin")
    group = bot.do(bot.platform.members("T1", "S1"))
    assert [each.user for each in group] == ["U1", "U2"]


def test_a_big_channel_is_read_to_its_end(bot: Bot, slack: FakeSlack) -> None:
    users = tuple(f"U1{n:03}" for n in range(450))
    for user in users:
        slack.user("T1", user)
    slack.channel("T1", "C3", users)
    assert len(bot.do(bot.platform.members("T1", "C3"))) == 450
    assert slack.called("users.info") == []


@pytest.mark.parametrize(
    ("record", "shared"),
    [
        ({}, False),
        ({"is_ext_shared": True}, True),
        ({"is_pending_ext_shared": True}, True),
        ({"is_org_shared": True}, False),
    ],
)
def test_channels_others_can_read(bot: Bot, slack: FakeSlack, record: dict[str, bool], shared: bool) -> None:
    slack.channel("T1", "C4", **record)
    assert bot.do(bot.platform.shared("T1", "C4")) is shared


def test_an_unknown_channel_is_not_called_private(bot: Bot) -> None:
    with pytest.raises(Undeliverable):
        bot.do(bot.platform.shared("T1", "C404"))


def test_ping_says_what_to_do(bot: Bot, slack: FakeSlack) -> None:
    bot.do(bot.platform.ping())
    slack.workspaces["T1"].tokens.clear()
    with pytest.raises(Undeliverable, match="Reinstall"):
        bot.do(bot.platform.ping())


def test_under_random_faults_nothing_is_doubled_and_every_loss_is_told(bot: Bot, slack: FakeSlack) -> None:
    slack.flakiness = 0.4
    outcomes = []
    for n in range(80):
        try:
            outcomes.append(show(bot, Message(f"m{n}")) and "stands")
        except Uncertain:
            outcomes.append("uncertain")
        except Undeliverable:
            outcomes.append("refused")
    texts = [each["text"] for each in slack.said("U1")]
    assert len(texts) == len(set(texts))
    for n, outcome in enumerate(outcomes):
        if outcome != "uncertain":
            assert (f"m{n}" in texts) is (outcome == "stands")
    assert set(outcomes) == {"stands", "uncertain", "refused"}
