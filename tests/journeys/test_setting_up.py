"""Installed before lunch: an admin sets the pulse up in the chat, and nobody else can."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import time, timedelta
from typing import Any

import pytest

from bot import events, importing, inbox, words
from bot.events import Event, Who, wishes
from bot.messages import Message, Reply
from bot.model import UNASSIGNED, Home, Language, Workspace
from tests.screens import Handed, slack, teams
from tests.world import Someone, World

ADMINS = ("setup", "einrichten", "set up", "Einrichtung")
WISHES: tuple[Event, ...] = (
    *(wishes.SetupBegun(part=part) for part in ("people", "rhythm", "measure", "place")),
    wishes.PeopleSetUp(channel="elsewhere", audience="everyone"),
    wishes.RhythmSetUp(day="fri", time="12:00", cap="25"),
    wishes.MeasureSetUp(cut="team", touchpoints="Hotline", k="50"),
    wishes.PlaceSetUp(language="de", country="AT", zone="Asia/Tokyo"),
)


def home(world: World) -> Home:
    with world.house.store.look(world.id) as work:
        return work.homes.all()[0]


def workspace(world: World) -> Workspace:
    with world.house.store.look(world.id) as work:
        return work.workspace


def audited(world: World) -> list[str]:
    with world.house.store.look(world.id) as work:
        return [act for _, _, act in work.audited()]


def fresh(world: World) -> None:
    """As the workspace is right after the installation: no channel, no audience."""
    with world.house.store.work(world.id) as work:
        work.homes.save(replace(home(world), channel=None))


def begins(someone: Someone, part: str = "people") -> Handed:
    """The form of a part, as it opens before them."""
    return someone.world.does(someone.user, wishes.SetupBegun(part=part))


def says(world: World, user: str, event: Event, **who: Any) -> Reply:
    """The answer of the first door itself."""
    me = world.who(user, **({"locale": "de-DE"} | who))
    return inbox.handle(events.by(event, me), world.house.store, world.now)


def text(message: Message | None) -> str:
    assert message is not None
    return "\n".join(block.text for block in message.body if hasattr(block, "text"))


def named(handed: Handed) -> dict[str, str]:
    """The fields of a form by name, with what stands in them, however the platform draws them."""
    card = handed["form"].card
    if card.get("form"):
        return {field["name"]: field["value"] for field in card["form"]["fields"]}
    if "content" in card:
        return teams._inputs(card["content"])
    elements = [b["element"] for b in card["blocks"] if b["type"] == "input"]
    elements += [
        e for b in card["blocks"] if b["type"] == "actions" for e in b["elements"] if e["type"] != "button"
    ]
    return {each["action_id"]: _value(each) for each in elements}


def _value(element: dict[str, Any]) -> str:
    chosen = element.get("initial_option") or next(iter(element.get("initial_options") or ()), {})
    return str(
        element.get("initial_value") or element.get("initial_conversation") or chosen.get("value") or ""
    )


def everybody(world: World) -> str:
    """A channel, a group or a team with everybody in it, as the platform calls it."""
    world.colleague("Boss", role="leader", imported=False)
    if isinstance(world.screen, slack.Screen):
        users = tuple(world.screen.slack.workspaces["T1"].users)
        world.screen.slack.channel("T1", "CALL", users)
        return "CALL"
    return teams.EVERYBODY if isinstance(world.screen, teams.Screen) else "everyone"


@pytest.fixture
def admin(world: World) -> Someone:
    return world.colleague("Ada", role="admin")


# three taps


def test_the_first_pulse_is_three_taps_away(world: World, admin: Someone) -> None:
    fresh(world)
    people = [world.colleague(f"p{n}", imported=False) for n in range(12)]
    group = everybody(world)
    form = world.does("ada", events.Commanded(text="setup"))
    assert list(named(form)) == ["channel", "audience"]
    card = admin.sends(form, channel=world.screen.channel, audience=group)
    assert "Saved." in card.text
    assert "First questions from 17 Nov on, their digest on 23 Nov at 09:00." in card.text
    world.catches_up()
    assert "Asked are the members of the chosen group, 14 at present." in admin.writes("setup").text
    world.asks_everybody()
    asked = [someone for someone in people if someone.is_asked]
    assert asked
    world.next_week()
    assert len(world.digests) == 1
    assert home(world).audience == group


@pytest.mark.parametrize("word", ADMINS)
def test_the_words_for_it_open_what_holds(world: World, admin: Someone, word: str) -> None:
    card = admin.writes(word)
    assert card.buttons == [
        "Channel and people",
        "When and how many",
        "What is measured",
        "Language and holidays",
    ]
    assert "Digest: Monday, 09:00. At most 100 % of the people in a week." in card.text
    assert "Answers by touchpoint (Website, App, Support, Store). Figures from 5 voices on." in card.text


def test_it_is_said_in_german_too(world: World) -> None:
    chef = world.colleague("Anna", role="admin", language="de")
    card = chef.writes("einrichten")
    assert card.buttons == [
        "Kanal und Leute",
        "Wann und wie viele",
        "Was gemessen wird",
        "Sprache und Feiertage",
    ]
    assert "Der Digest steht im gewählten Kanal." in card.text
    saved = chef.sends(
        begins(chef, "measure"), cut="touchpoint", touchpoints="Laden, App", k="7", reading="yes"
    )
    assert "Antworten nach Berührungspunkt (Laden, App). Zahlen ab 7 Stimmen." in saved.text
    assert workspace(world).touchpoints == ("store", "app")


def test_every_part_is_kept_and_shown(world: World, admin: Someone) -> None:
    admin.sends(begins(admin, "rhythm"), day="fri", time="12:00", cap="25")
    admin.sends(begins(admin, "measure"), cut="touchpoint", touchpoints="Hotline, App", k="8", reading="")
    card = admin.sends(begins(admin, "place"), language="de", country="de-by", zone="Europe/Vienna")
    found = workspace(world)
    assert (found.digest.weekday, found.digest.at, found.weekly_cap) == (5, time(12), 0.25)
    assert (found.touchpoints, found.k, found.reading) == (("Hotline", "app"), 8, False)
    assert (found.language, found.country, found.state, found.zone) == ("de", "DE", "BY", "Europe/Vienna")
    for line in ("Friday, 12:00. At most 25 %", "(Hotline, App). Figures from 8", "German · holidays: DE-BY"):
        assert line in card.text
    assert "No software reads texts." in card.text
    again = named(begins(admin, "place"))
    assert again == {"language": "de", "country": "DE-BY", "zone": "Europe/Vienna"}


@pytest.mark.parametrize(
    ("part", "fields", "said"),
    [
        ("measure", {"k": "4"}, "The threshold can only rise: a whole number from 5 to 100."),
        ("measure", {"k": "many"}, "The threshold can only rise: a whole number from 5 to 100."),
        ("measure", {"touchpoints": "a|b"}, "One to 8 touchpoints, each at most 30 characters long."),
        ("measure", {"touchpoints": ",".join("abcdefghi")}, "One to 8 touchpoints, each at most 30 characters long."),
        ("place", {"country": "DE-XX"}, "I know no public holidays of “DE-XX”. Write a country like DE or a part of one like DE-BY."),
        ("place", {"zone": "Europe/Atlantis"}, "The time zone “Europe/Atlantis” is unknown. Write it like Europe/Berlin."),
        ("people", {"channel": ""}, "The leadership channel is missing. Nothing has changed."),
        ("people", {"channel": "C404"}, "I cannot write into this channel. Invite me there (in Slack: /invite @Kundenpuls) and send this once more; nothing has changed."),
        ("people", {"channel": "nowhere"}, "I cannot write into this channel. Invite me there (in Slack: /invite @Kundenpuls) and send this once more; nothing has changed."),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_and_changes_nothing(
    world: World, admin: Someone, part: str, fields: dict[str, str], said: str
) -> None:
    before = workspace(world), home(world)
    form = begins(admin, part)
    names = list(named(form))
    message = admin.sends(form, **fields)
    assert message.text == said
    assert (workspace(world), home(world)) == before
    assert list(named(admin.taps(message, "Once more"))) == names


@pytest.mark.parametrize(
    ("part", "fields", "said"),
    [
        ("measure", {"cut": "person"}, "Answers can be divided by touchpoint or by team."),
        ("rhythm", {"cap": "90"}, "The share is a whole number from 1 to 25 per cent."),
        ("rhythm", {"day": "someday", "time": "12:00"}, "Write day and time like “mon 09:00”."),
        ("place", {"language": "fr"}, "I speak German (de) and English (en)."),
    ],
)  # fmt: skip
@pytest.mark.only("playground", why="Slack's and Teams' own pickers offer nothing else")
def test_what_no_picker_offers_is_refused_all_the_same(
    world: World, admin: Someone, part: str, fields: dict[str, str], said: str
) -> None:
    before = workspace(world)
    assert admin.sends(begins(admin, part), **fields).text == said
    assert workspace(world) == before


def test_the_threshold_only_ever_rises(world: World, admin: Someone) -> None:
    for k, holds in (("9", 9), ("8", 9), ("5", 9), ("9", 9), ("12", 12)):
        admin.sends(begins(admin, "measure"), k=k)
        assert workspace(world).k == holds


# who may


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("role", ["colleague", "leader"])
def test_everybody_else_is_refused_politely_with_no_data(world: World, language: Language, role: str) -> None:
    world.colleague("Ada", role="admin")
    world.colleague("Mia", language=language, role=role)
    before = workspace(world), home(world)
    wished = [*WISHES, *(events.Commanded(text=word) for word in ADMINS)]
    for event in wished:
        reply = says(world, "mia", event)
        assert (reply.how, text(reply.message)) == ("tell", words.say("error.not_admin", language))
        assert reply.message is not None
        assert (reply.message.buttons, reply.message.form, reply.file) == ((), None, None)
    assert (workspace(world), home(world)) == before
    acts = audited(world)
    assert len(acts) == len(wished)
    assert set(acts) == {
        "refused setup open", "refused setup people", "refused setup rhythm", "refused setup measure",
        "refused setup place",
    }  # fmt: skip


def test_nobody_but_an_admin_is_offered_it(world: World, admin: Someone) -> None:
    mia = world.colleague("Mia")
    assert "Set up" in admin.writes("hi").buttons
    assert "Set up" not in mia.writes("hi").buttons


def test_a_role_lost_while_the_form_stood_open_is_lost(world: World, admin: Someone) -> None:
    form = begins(admin, "measure")
    with world.house.store.work(world.id) as work:
        importing.people(work, [(1, {"platform": world.screen.name, "id": admin.id, "role": "colleague"})])
    assert admin.sends(form, k="50").text == words.say("error.not_admin", "en")
    assert workspace(world).k == 5
    assert sorted(audited(world)) == ["refused setup measure", "setup open"]


def test_each_act_leaves_a_line_without_content(world: World, admin: Someone) -> None:
    admin.sends(begins(admin, "measure"), k="50", touchpoints="Geheimprojekt")
    with world.house.store.look(world.id) as work:
        lines = list(work.audited())
        ada = work.people.met(world.who("ada"))
    assert ada is not None
    assert {(actor, act) for _, actor, act in lines} == {
        (ada[0].id, "setup open"),
        (ada[0].id, "setup measure"),
    }
    assert "Geheimprojekt" not in str(lines)


@pytest.mark.parametrize("scope", ["home", "team"])
def test_whoever_brings_the_app_administers_it_and_the_next_one_does_not(world: World, scope: str) -> None:
    says(world, "kim", wishes.Installed(scope=scope), admin=True)
    says(world, "lee", wishes.Installed(scope=scope), admin=True)
    assert [world.person(user).role for user in ("kim", "lee")] == ["admin", "colleague"]
    assert not world.person("kim").audience
    assert says(world, "lee", wishes.SetupBegun(part="people")).how == "tell"
    assert says(world, "kim", wishes.SetupBegun(part="people")).how == "form"
    assert audited(world).count("first admin") == 1


def test_where_nobody_administers_it_the_platforms_own_admin_begins(world: World) -> None:
    world.colleague("Mia")
    assert says(world, "mia", events.Commanded(text="setup")).how == "tell"
    card = says(world, "owner", events.Commanded(text="setup"), admin=True)
    assert "Einrichten" in text(card.message)
    assert world.person("owner").role == "admin"
    assert says(world, "other", wishes.SetupBegun(part="place"), admin=True).how == "tell"


def test_changes_of_people_make_nobody_an_admin(world: World) -> None:
    world.colleague("Mia")
    says(world, "mia", events.Arrived(), admin=True)
    assert world.person("mia").role == "colleague"


# welcome on install


def test_a_person_who_adds_the_app_is_told_everything_and_not_stored(world: World) -> None:
    reply = says(world, "new", wishes.Installed(scope="person"))
    assert text(reply.message).startswith("Hallo, ich bin der Kundenpuls")
    assert reply.message is not None
    assert "Mich nie fragen" in [button.label for button in reply.message.buttons]
    with world.house.store.look(world.id) as work:
        assert work.people.met(world.who("new")) is None


def test_who_said_never_again_is_not_greeted_again(world: World) -> None:
    mia = world.colleague("Mia")
    mia.taps(mia.writes("never"), "Yes, never again")
    for _ in range(2):
        assert says(world, "mia", wishes.Installed(scope="person")).how == "nothing"
        says(world, "mia", events.Confirmed(what="delete"))  # and not as somebody unknown either


def test_a_team_hears_one_line(world: World) -> None:
    message = says(world, "kim", wishes.Installed(scope="team")).message
    assert message is not None
    assert len(message.body) == 1
    assert message.buttons == ()


# another cut


def test_another_cut_begins_a_new_series_next_week(world: World, admin: Someone) -> None:
    people = [world.colleague(f"p{n}", touchpoint="support" if n % 2 else "app") for n in range(16)]
    world.asks_everybody()
    for someone in people:
        if someone.is_asked:
            someone.answers(someone.question.buttons[0])
    card = admin.sends(begins(admin, "measure"), cut="team")
    assert "a new series of figures begins then" in card.text
    assert (workspace(world).cut, workspace(world).next_cut) == ("touchpoint", "team")
    week = world.week
    world.next_week()
    with world.house.store.look(world.id) as work:
        release, series = work.releases.get(week), work.releases.series()
        segments = {person.segment for person in work.people.audience()}
    assert release is not None
    assert release["cut"] == "touchpoint"
    assert release["figures"]["trust"]["*"]
    assert (workspace(world).cut, workspace(world).next_cut, series) == ("team", None, None)
    assert segments == {UNASSIGNED}
    following = world.week
    world.next_week()
    with world.house.store.look(world.id) as work:
        anew = work.releases.get(following)
    assert anew is not None
    assert anew["cut"] == "team"
    assert {name: cells["*"] for name, cells in anew["figures"].items()} == dict.fromkeys(anew["figures"])


def test_before_the_first_question_another_cut_holds_at_once(world: World, admin: Someone) -> None:
    world.colleague("Mia", touchpoint="app")
    admin.sends(begins(admin, "measure"), cut="team")
    assert (workspace(world).cut, workspace(world).next_cut) == ("team", None)
    assert world.person("mia").segment == UNASSIGNED


def test_who_belonged_to_a_touchpoint_that_is_gone_belongs_nowhere(world: World, admin: Someone) -> None:
    world.colleague("Mia", touchpoint="store")
    ben = world.colleague("Ben", touchpoint="app")
    admin.sends(begins(admin, "measure"), touchpoints="App, Hotline")
    assert (world.person("mia").segment, world.person("ben").segment) == (UNASSIGNED, "app")
    assert ben.writes("bereich").buttons == ["App", "Hotline"]
    ben.taps(ben.last, "Hotline")
    assert world.person("ben").segment == "Hotline"


# their own page


def pages(world: World) -> Iterator[tuple[str, Reply]]:
    for user in ("mia", "ada", "lea"):
        leads = user == "lea"
        yield user, says(world, user, wishes.HomeOpened(), leader=leads)


def test_their_own_page_shows_each_what_is_theirs(world: World, admin: Someone) -> None:
    world.colleague("Mia")
    world.colleague("Lea", role="leader")
    world.colleagues(14)
    world.asks_everybody()
    world.next_week()
    shown = {user: reply.message for user, reply in pages(world)}
    labels = {user: [button.label for button in m.buttons] for user, m in shown.items() if m}
    assert "Set up" in labels["ada"]
    assert "Set up" not in labels["mia"] + labels["lea"]
    details = {user: len(message.details) for user, message in shown.items() if message}
    assert details["mia"] == details["ada"] == 0
    assert details["lea"] > 2
    lea = shown["lea"]
    assert lea is not None
    assert "week 47" in str(lea.details)


def test_two_weeks_on_the_older_digest_is_one_line(world: World) -> None:
    world.colleague("Lea", role="leader")
    world.colleagues(14)
    for _ in range(2):
        world.asks_everybody()
        world.next_week()
    page = says(world, "lea", wishes.HomeOpened(), leader=True).message
    assert page is not None
    assert "week 47" in str(page.details[-1])
    assert "week 48" in str(page.details[1])


# members of the audience


class Rosters:
    """What the platform says, changed at will."""

    def __init__(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        self.members: list[Who] = []
        self.world = world

        async def members(home: str, channel: str) -> list[Who]:
            return self.members

        monkeypatch.setattr(world.platform, "members", members)

    def are(self, *users: str, outsiders: tuple[str, ...] = ()) -> None:
        here = [self.world.who(user, locale="de-DE", zone="Europe/Vienna") for user in users]
        away = [self.world.who(user, outsider=True) for user in outsiders]
        self.members = [*here, *away]
        self.world.now += timedelta(days=1)
        self.world.catches_up()


@pytest.fixture
def rosters(world: World, admin: Someone, monkeypatch: pytest.MonkeyPatch) -> Rosters:
    group = everybody(world)
    admin.sends(begins(admin), channel=world.screen.channel, audience=group)
    assert home(world).audience == group
    return Rosters(world, monkeypatch)


def audience(world: World) -> set[str]:
    """Who may be asked, by the world's own word for them."""
    with world.house.store.look(world.id) as work:
        found = work.people.at_home(home(world))
        asked = {person.id for person in work.people.audience()}
        ids = {user for user, person in found.items() if person.id in asked}
    return {word for word in ("ada", "mia", "ben", "cem", "guest", "bot") if world.screen.id(word) in ids}


def test_members_come_and_go_and_outsiders_are_never_stored(world: World, rosters: Rosters) -> None:
    rosters.are("mia", "ben", outsiders=("guest", "bot"))
    assert audience(world) == {"mia", "ben"}
    assert (world.person("mia").locale, world.person("mia").zone) == ("de", "Europe/Vienna")
    with world.house.store.look(world.id) as work:
        known = set(work.people.at_home(home(world)))
    assert known == {world.screen.id(user) for user in ("ada", "mia", "ben")}
    rosters.are("ben", "cem")
    assert audience(world) == {"ben", "cem"}
    rosters.are("mia", "ben", outsiders=("cem",))  # who became a guest is not asked any more
    assert audience(world) == {"mia", "ben"}


def test_who_opted_out_stays_out_however_often_they_join(world: World, rosters: Rosters) -> None:
    world.colleague("Mia", imported=False)
    rosters.are("mia", "ben")
    says(world, "mia", events.Confirmed(what="never"))
    says(world, "ben", events.Confirmed(what="delete"))
    rosters.are("cem")
    rosters.are("mia", "ben", "cem")
    assert audience(world) == {"cem"}


def test_who_left_gets_no_question_that_was_on_its_way(world: World, rosters: Rosters) -> None:
    users = [f"p{n}" for n in range(8)]
    people = [world.colleague(user, imported=False) for user in users]
    rosters.are(*users)
    with world.house.store.look(world.id) as work:
        planned = [ask for ask in work.asks.of_week(world.week) if ask.state == "planned"]
    assert planned
    rosters.are("somebody")
    world.asks_everybody()
    assert [someone.is_asked for someone in people] == [False] * 8


def test_nobody_is_sent_away_because_the_platform_names_nobody(world: World, rosters: Rosters) -> None:
    rosters.are("mia", "ben")
    rosters.are()
    assert audience(world) == {"mia", "ben"}


def test_whoever_joins_is_known_soon(world: World, rosters: Rosters) -> None:
    rosters.are("mia")
    rosters.members = [world.who(user) for user in ("mia", "ben")]
    says(world, "", wishes.MembersChanged(channel="elsewhere"))
    world.passes(minutes=2)
    assert audience(world) == {"mia"}
    says(world, "", wishes.MembersChanged(channel=home(world).audience or ""))
    world.passes(minutes=2)
    assert audience(world) == {"mia", "ben"}


# one's own time


@pytest.mark.parametrize(
    ("language", "button", "said"),
    [
        ("en", "My own time", "Noted. When you are asked, it will be so: Thursday, 9:00 to 10:00."),
        ("de", "Meine Zeit", "Notiert. Wenn du gefragt wirst, dann so: Donnerstag, 9 bis 10 Uhr."),
    ],
)
def test_a_day_and_an_hour_of_ones_own(world: World, language: Language, button: str, said: str) -> None:
    mia = world.colleague("Mia", language=language)
    form = mia.taps(mia.writes("hi"), button)
    assert mia.sends(form, weekday="4", hour="9").text == said
    told = words.say("privacy.stored_time", language, when=said.split(": ")[1].rstrip("."))
    assert told in mia.writes("stored").text
    assert (world.person("mia").weekday, world.person("mia").hour) == (4, 9)
    world.reaches(world.now.date() + timedelta(days=3), time(8, 30))
    assert not mia.is_asked
    world.reaches(world.now.date(), time(9, 59))
    assert mia.is_asked


def test_a_question_on_its_way_moves_with_the_wish(world: World) -> None:
    mia = world.colleague("Mia")
    world.catches_up()  # Monday: planned for Tuesday to Thursday, 10 to 16
    world.does("mia", wishes.TimeChosen(weekday="1", hour="10"))
    world.reaches(world.now.date(), time(10, 45))
    assert mia.is_asked


def test_the_usual_is_chosen_again(world: World) -> None:
    mia = world.colleague("Mia")
    world.does("mia", wishes.TimeChosen(weekday="5", hour="7"))
    form = world.does("mia", wishes.TimeBegun())
    assert named(form) == {"weekday": "5", "hour": "7"}
    mia.sends(form, weekday="any", hour="any")
    assert (world.person("mia").weekday, world.person("mia").hour) == (None, None)
    assert "own time" not in mia.writes("stored").text


@pytest.mark.parametrize("wish", [{"hour": "3"}, {"weekday": "7"}, {"hour": "noon"}, {"weekday": "-1"}])
def test_a_time_that_is_not_offered_cannot_be_chosen(world: World, wish: dict[str, str]) -> None:
    mia = world.colleague("Mia")
    world.does("mia", wishes.TimeChosen(**wish))
    assert mia.last.text == words.say("error.bad_choice", "en")
    assert (world.person("mia").weekday, world.person("mia").hour) == (None, None)
