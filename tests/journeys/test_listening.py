"""What people say of their texts, what the machine learns from it, and what the digest may say of it."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from adapters import keeping
from bot import events, learning, listening, noticing, privacy
from bot.heard import Label, Signal
from bot.model import Relay, Week
from bot.statistics import signals as rated
from storage import copying
from storage.models import Label as LabelRow
from storage.models import Taught as TaughtRow
from tests.world import Message, Someone, World

Rule = Callable[[World, int], list[Someone]]


def kept(world: World, week: Week | None = None) -> Sequence[Relay]:
    """The texts of a pulse."""
    with world.house.store.look(world.id) as work:
        return work.relays.of_week(week or world.week)


def labels(world: World) -> dict[tuple[str, str], int]:
    """How many texts each label was given to."""
    with world.house.store.look(world.id) as work:
        return {(label.language, label.kind): label.counts.texts for label in work.labels.all()}


def release(world: World, week: Week) -> Any:
    """The frozen release of a pulse."""
    with world.house.store.look(world.id) as work:
        return work.releases.get(week)


def relays(someone: Someone, text: str, sounds: str = "") -> None:
    """Relays a text and keeps it, as it was read or as something else."""
    preview = someone.writes(f"relay {text}")
    label = f"Keep as {sounds}"
    someone.taps(preview, label if label in preview.buttons else "Keep it")


def answers(someone: Someone, option: int, text: str) -> Message:
    """Answers the waiting question and comments it; the preview."""
    thanks = someone.answers(someone.question.buttons[option])
    return someone.sends(someone.taps(thanks, "Add what they said"), text=text)


def test_the_preview_says_how_a_relay_was_read_and_one_tap_keeps_or_corrects_it(world: World) -> None:
    mia = world.colleague("Mia")
    preview = mia.writes("relay the invoice was wrong again and nobody cares")
    assert "Read by software: sounds negative, about" in preview.text
    assert preview.buttons == [
        "Keep it", "Keep as neutral", "Keep as positive", "Mask or correct", "Discard",
    ]  # fmt: skip
    mia.taps(preview, "Keep as neutral")
    (relay,) = kept(world)
    assert (relay.draft, relay.sentiment, relay.sounds) == (False, "negative", "neutral")


def test_keeping_what_was_read_confirms_it(world: World) -> None:
    mia = world.colleague("Mia")
    relays(mia, "the staff were wonderful and very helpful")
    (relay,) = kept(world)
    assert (relay.sentiment, relay.sounds) == ("positive", "positive")


def test_german_and_english_offer_the_same(world: World) -> None:
    jo = world.colleague("Jo", language="de")
    preview = jo.writes("weitergeben Die Rechnung war schon wieder falsch, sehr ärgerlich")
    assert "Von Software gelesen: klingt negativ, Thema:" in preview.text
    assert preview.buttons[1:3] == ["Als neutral behalten", "Als positiv behalten"]


def test_an_author_corrects_the_theme_where_they_mask_more(world: World) -> None:
    mia = world.colleague("Mia")
    preview = mia.writes("relay they were on hold for ages because of Hamburg")
    form = mia.taps(preview, "Mask or correct")
    again = mia.sends(form, words="hamburg", about="price")
    assert "about Price" in again.text
    assert "[…]" in again.text
    mia.taps(again, "Keep it")
    (relay,) = kept(world)
    assert (relay.about, relay.themes) == ("price", ("price",))


def test_a_theme_that_does_not_exist_changes_nothing(world: World) -> None:
    mia = world.colleague("Mia")
    form = mia.taps(mia.writes("relay they were on hold for ages and ages"), "Mask or correct")
    mia.taps(mia.sends(form, about="'; drop table relay"), "Keep it")
    (relay,) = kept(world)
    assert (relay.about, relay.themes) == ("", ("waiting",))


@pytest.mark.parametrize(("option", "sounds"), [(0, "positive"), (1, "neutral"), (2, "negative")])
def test_an_answer_says_how_its_comment_sounds_and_nothing_shows_it(
    world: World, option: int, sounds: str
) -> None:
    people = world.colleagues(12)
    world.asks_everybody()
    mia = next(someone for someone in people if three_options(someone))
    week = world.week
    preview = answers(mia, option, "It took them a while to get to the bottom of it")
    assert [preview.buttons[0], *preview.buttons[1:]] == ["Keep it", "Mask or correct", "Discard"]
    assert "sounds" not in preview.text
    mia.taps(preview, "Keep it")
    assert kept(world)[0].sounds == ""
    world.next_week()
    assert [relay.sounds for relay in kept(world, week)] == [sounds]
    assert labels(world) == {("en", sounds): 1}


def three_options(someone: Someone) -> bool:
    """Whether a question of three options waits."""
    return someone.is_asked and len(someone.question.buttons) == 6


def test_labels_are_counts_by_pulse_that_hold_no_text_and_nobody(world: World) -> None:
    mia, ben = world.colleagues(2)
    relays(mia, "the quokkaphone was wonderful")
    relays(ben, "the staff were awful, just awful", "neutral")
    world.next_week()
    assert labels(world) == {("en", "positive"): 1, ("en", "neutral"): 1}
    with world.house.store.engine.connect() as connection:
        rows = [dict(row._mapping) for row in connection.execute(select(LabelRow))]
    assert {tuple(sorted(row)) for row in rows} == {("counts", "id", "kind", "language", "week", "workspace")}
    ids = [world.person(someone.user).id for someone in (mia, ben)]
    stored = b"".join(repr(row).encode() + row["counts"] for row in rows)
    assert not any(secret.encode() in stored for secret in ("quokka", "awful", *ids))


def test_whoever_has_everything_deleted_has_taught_nothing(world: World, tmp_path: Any) -> None:
    mia, ben = world.colleagues(2)
    relays(mia, "the staff were wonderful and kind")
    relays(ben, "the hotline was wonderful and quick")
    world.next_week()
    assert labels(world) == {("en", "positive"): 2}
    keeping.backup(world.house.store, tmp_path / "before.db", copying.unwatched)
    mia.writes("delete")
    mia.does(events.Confirmed(what="delete"))
    with world.house.store.look(world.id) as work:
        (left,) = work.labels.all()
    (relay,) = kept(world, Week("2026-W47"))
    assert "hotline" in relay.text.text
    ben_alone = listening.workspace.counts(relay.text, "en")
    assert left.counts == ben_alone
    for table in reversed(copying.TABLES):
        with world.house.store.engine.begin() as connection:
            connection.execute(table.delete())
    keeping.restore(world.house.store, tmp_path / "before.db", world.now, copying.unwatched)
    assert labels(world) == {}  # what an old copy holds of it can not be read any more


def test_with_reading_switched_off_nothing_is_read_shown_or_learned(world: World) -> None:
    with world.house.store.work(world.id) as work:
        work.configure(replace(work.workspace, reading=False))
    mia = world.colleague("Mia")
    preview = mia.writes("relay the invoice was wrong again and nobody cares")
    assert preview.buttons == ["Keep it", "Mask or correct", "Discard"]
    assert "software" not in preview.text
    assert "about" not in str(mia.taps(preview, "Mask or correct")["form"])
    mia.does(replace(preview.event("Keep it"), sounds="negative"), preview.post.id)  # type: ignore[call-arg]
    (relay,) = kept(world)
    assert (relay.sentiment, relay.sounds, relay.themes, relay.model) == ("unclear", "", (), "none")
    week = world.week
    world.next_week()
    assert labels(world) == {}
    assert release(world, week)["news"] == []


def taught(world: World) -> learning.Learned:
    """Forty labels of a company's own words, and a refit."""
    people = world.colleagues(8)
    for n, someone in enumerate(people):
        for m in range(3):
            relays(someone, f"that knorpel thing today, number {n} of {m}", "positive")
            relays(someone, f"that zwirbel thing today, number {n} of {m}", "negative")
    world.next_week()
    with world.house.store.work(world.id) as work:
        return learning.refit(work, world.now.date())


def test_a_workspace_learns_its_own_words_and_says_which_weights_read(world: World) -> None:
    mia = world.colleague("Mia")
    before = listening.read("that knorpel thing today", "en")
    learned = taught(world)
    assert learned.sentiment == 48
    mia.writes("relay that knorpel thing today")
    with world.house.store.look(world.id) as work:
        ear = learning.ear(work)
        mine = work.responses.pseudonym(world.week, world.person("mia").id) or ""
        (draft,) = work.relays.of(world.week, mine)
    after = listening.read("that knorpel thing today", "en", ear=ear)
    assert (draft.model, after.model_version) == (learned.version, learned.version)
    assert learned.version != before.model_version
    assert (after.sentiment, before.sentiment) != (before.sentiment, after.sentiment) or (
        after.confidence > before.confidence
    )
    assert listening.read("that zwirbel thing today", "en", ear=ear).sentiment == "negative"


def test_a_workspace_that_forgets_reads_as_shipped_again(world: World) -> None:
    taught(world)
    with world.house.store.work(world.id) as work:
        learning.unteach(work)
        assert learning.ear(work) is None


def test_too_few_labels_change_nothing_and_say_how_many_are_needed(world: World) -> None:
    relays(world.colleague("Mia"), "the staff were wonderful")
    world.next_week()
    with (
        world.house.store.work(world.id) as work,
        pytest.raises(learning.TooFewLabels, match="1 confirmed labels"),
    ):
        learning.refit(work, world.now.date())
    with world.house.store.look(world.id) as work:
        assert work.labels.taught() is None


def test_labels_and_what_was_made_of_them_go_when_their_time_is_over(world: World) -> None:
    taught(world)
    with world.house.store.work(world.id) as work:
        privacy.forget(work, world.now + learning.LABELS * 0.99)
        assert len(work.labels.all()) == 2
        privacy.forget(work, world.now + learning.LABELS * 1.05)
        assert (work.labels.all(), work.labels.taught()) == ([], None)


def test_weights_made_on_top_of_others_than_todays_are_left_aside(world: World) -> None:
    learned = taught(world)
    with world.house.store.work(world.id) as work:
        known = work.labels.taught()
        assert known is not None
        other = listening.workspace.packed({}, {})
        work.labels.teach(replace(known, weights=other))
        ear = learning.ear(work)
    assert ear is not None
    assert ear.version != learned.version
    assert ear.models["en"] is listening.shipped().models["en"]


THEMES = """[floor]
de = { name = "Boden", words = ["flur*"] }
en = { name = "Floor", words = ["floor*"] }
[lamp]
de = { name = "Licht", words = ["lampe*"] }
en = { name = "Light", words = ["lamp*"] }"""


def test_a_workspace_has_themes_of_its_own(world: World) -> None:
    with world.house.store.work(world.id) as work:
        learning.set_themes(work, THEMES, world.now.date())
    mia = world.colleague("Mia")
    preview = mia.writes("relay the floor was slippery and wet today")
    assert "about Floor" in preview.text
    mia.taps(preview, "Keep it")
    assert [relay.themes for relay in kept(world)] == [("floor",)]


def test_a_theme_confirmed_fifty_times_is_heard_without_its_words(world: World) -> None:
    with world.house.store.work(world.id) as work:
        learning.set_themes(work, THEMES, world.now.date())
        for name, text in (
            ("floor", "they slipped near the {} entrance"),
            ("lamp", "too dark in the {} corner"),
        ):
            counts = sum(
                (listening.workspace.counts(listening.read(text.format(n), "en", machine=False).text, "en")
                 for n in "abcdefghijklmnopqrstuvwxyzäöüéàèìòùâêîôûçñåøæœšžčřłńśź"),
                listening.workspace.NOTHING,
            )  # fmt: skip
            work.labels.put(Label(Week("2026-W46"), "en", f"theme:{name}", counts))
        assert learning.refit(work, world.now.date()).themes == ("floor", "lamp")
        ear = learning.ear(work)
    assert listening.read("somebody slipped near the entrance", "en", ear=ear).themes == ("floor",)
    assert listening.read("somebody slipped near the entrance", "en").themes == ()


def quiet_weeks(world: World, people: list[Someone], weeks: int) -> None:
    """Weeks in which people speak of ordinary things, each in words of their own."""
    dice = random.Random(4)
    for _ in range(weeks):
        for someone in people:
            relays(someone, " ".join(["the", *dice.sample(ORDINARY, 6), "today"]))
        world.next_week()


ORDINARY = [
    "room",
    "sandwich",
    "manual",
    "battery",
    "screen",
    "blanket",
    "kettle",
    "lecture",
    "soup",
    "device",
    "garden",
    "window",
    "colour",
    "drawer",
    "handle",
    "ladder",
    "pencil",
    "pillow",
    "ribbon",
    "saddle",
    "tunnel",
    "velvet",
    "walnut",
    "yellow",
    "zipper",
    "basket",
    "candle",
    "dinner",
    "engine",
    "flower",
]
SURCHARGES = (
    "the surcharge for the zebrafinch was a surprise",
    "a surcharge of four euros, nobody had mentioned it",
    "she only noticed the surcharge on her statement",
    "where does this surcharge come from, he wants to know",
    "paid twice as much because of your surcharge",
    "surcharge again, third time this month",
    "they removed the surcharge after a long call",
    "with that surcharge the other shop is cheaper",
)


def test_what_many_suddenly_speak_of_is_news_with_words_of_at_least_three(world: World) -> None:
    people = world.colleagues(10)
    quiet_weeks(world, people, 3)
    for someone, text in zip(people, SURCHARGES, strict=False):
        relays(someone, text)
    week = world.week
    world.next_week()
    (found,) = [line for line in release(world, week)["news"] if line["theme"] == "price"]
    assert found["names"] == {"de": "Preis", "en": "Price"}
    assert "surcharge" in found["terms"]
    assert "zebrafinch" not in json.dumps(release(world, week))


def test_one_colleague_however_loud_is_no_news(world: World) -> None:
    people = world.colleagues(10)
    quiet_weeks(world, people, 3)
    for n in range(12):
        relays(people[0], f"surcharge number {n} on the {n * 7} order was far too expensive for customer {n}")
    week = world.week
    world.next_week()
    assert release(world, week)["news"] == []


def test_a_first_week_has_no_news(world: World) -> None:
    for n, someone in enumerate(world.colleagues(8)):
        relays(someone, f"the surcharge number {n} was far too expensive, they said so {n} times")
    week = world.week
    world.next_week()
    assert release(world, week)["news"] == []


def reviews(count: int, day: date, points: float) -> Iterator[Signal]:
    """Ratings of a day."""
    for n in range(count):
        yield Signal(f"s{day}{n}", day, "reviews", "", points + n % 3 * 25, None, "en", "", 0.0, (), "none")


def test_once_a_month_staff_and_ratings_are_held_against_each_other(world: World) -> None:
    people = world.colleagues(40)
    with world.house.store.work(world.id) as work:
        work.signals.add(reviews(20, date(2026, 11, 18), 50))
    for _ in range(2):
        world.asks_everybody()
        for someone in people:
            if someone.is_asked:
                someone.answers(someone.question.buttons[0])
        world.next_week()
    assert release(world, Week("2026-W47"))["calibration"] is None  # in the middle of a month
    found = release(world, Week("2026-W48"))
    told = found["calibration"]
    shown = [release(world, week)["figures"]["satisfaction"]["*"] for week in ("2026-W47", "2026-W48")]
    assert told["relayed"] in {cell["value"] for cell in shown if cell} | {
        round(sum(cell["value"] for cell in shown if cell) / len(shown))
    }
    direct = rated.direct(signal.points or 0 for signal in reviews(20, date(2026, 11, 18), 50))
    assert direct is not None
    assert told["direct"] == round(direct.mean.value)
    assert told["difference"] == told["relayed"] - told["direct"]
    assert told["low"] < told["difference"] < told["high"]
    assert told["sources"] == ["reviews"]


def test_without_a_figure_that_is_shown_nothing_is_held_against_ratings(world: World) -> None:
    world.colleagues(3)
    with world.house.store.work(world.id) as work:
        work.signals.add(reviews(20, date(2026, 11, 18), 50))
    world.next_week()
    world.next_week()
    assert release(world, Week("2026-W48"))["calibration"] is None


def test_a_pulse_belongs_to_the_month_of_its_thursday() -> None:
    assert noticing.month_of(Week("2026-W53")) == date(2026, 12, 1)  # 28 Dec to 3 Jan
    assert noticing.month_of(Week("2026-W49")) == date(2026, 12, 1)  # 30 Nov to 6 Dec
    assert noticing.month_of(Week("2026-W48")) == date(2026, 11, 1)


def test_nothing_taught_stands_in_the_clear(world: World) -> None:
    taught(world)
    with world.house.store.engine.connect() as connection:
        (row,) = connection.execute(select(TaughtRow)).all()
    assert row.weights.startswith(b"\x01k")
