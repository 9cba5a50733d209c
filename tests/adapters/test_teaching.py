"""`pulse import signals`, `train` and `themes` from outside: what they do, refuse, and leave behind."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest
import time_machine

from bot import gathering, listening, privacy
from bot.heard import Label, Signal
from bot.listening import themes
from bot.model import Week
from storage.models import Signal as SignalRow
from tests.adapters.conftest import Pulse
from tests.world import World

SAMPLE = Path(__file__).parent.parent / "data" / "signals.csv"
HEAD = "date,source,touchpoint,rating,text,language\n"
DAY = date(2026, 11, 16)


@pytest.fixture(autouse=True)
def _today(world: World) -> Iterator[None]:
    """The clock stands a week after the sample, for the world and for the commands."""
    world.now = world.now.replace(day=23)
    with time_machine.travel(world.now, tick=False):
        yield


def stored(world: World) -> Sequence[Signal]:
    """Everything imported."""
    with world.house.store.look(world.id) as work:
        return sorted(
            work.signals.between(date.min, date.max), key=lambda s: (s.day, s.source, s.points or 0)
        )


def written(folder: Path, rows: str, *, encoding: str = "utf-8", head: str = HEAD) -> Path:
    """A file to import."""
    file = folder / "signals.csv"
    file.write_bytes((head + rows).encode(encoding))
    return file


def test_the_sample_is_imported_masked_read_and_sealed(world: World, pulse: Pulse) -> None:
    ran = pulse("import", "signals", SAMPLE)
    assert (ran.code, ran.out) == (0, "10 added, 0 known already.\n")
    found = stored(world)
    assert [signal.points for signal in found if signal.source == "reviews"] == [
        25.0, 100.0, 0.0, 50.0, 75.0, 100.0, 75.0, 75.0,
    ]  # fmt: skip
    by_text = {signal.text.text: signal for signal in found if signal.text}
    crash = by_text["Die App stürzt seit dem Update bei jedem Start ab"]
    assert (crash.language, crash.touchpoint, crash.sentiment) == ("de", "app", "negative")
    assert "website_app" in crash.themes
    assert any("[E-MAIL]" in text for text in by_text)
    with world.house.store.engine.connect() as connection:
        rows = connection.execute(SignalRow.__table__.select()).all()
    held = repr(rows).encode()
    assert not any(secret in held for secret in (b"anna.weber", b"queue", b"Rechnung"))


def test_the_same_file_again_or_a_longer_one_adds_nothing_twice(
    world: World, pulse: Pulse, tmp_path: Path
) -> None:  # fmt: skip
    pulse("import", "signals", SAMPLE)
    before = stored(world)
    assert pulse("import", "signals", SAMPLE).out == "0 added, 10 known already.\n"
    assert stored(world) == before
    longer = tmp_path / "longer.csv"
    longer.write_text(SAMPLE.read_text("utf-8") + "2026-11-21,reviews,app,5,,\n", "utf-8")
    assert pulse("import", "signals", longer).out == "1 added, 10 known already.\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("apart", [",", ";"])
def test_files_as_spreadsheets_write_them(
    world: World, pulse: Pulse, tmp_path: Path, encoding: str, apart: str
) -> None:  # fmt: skip
    rows = f"2026-11-16{apart}reviews{apart}store{apart}4{apart}Schöne Größe{apart}de\r\n"
    file = written(tmp_path, rows, encoding=encoding, head=HEAD.replace(",", apart))
    assert pulse("import", "signals", file).code == 0
    assert [signal.text and signal.text.text for signal in stored(world)] == ["Schöne Größe"]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("yesterday,reviews,,4,,", "line 3: “yesterday” is no date like 2026-11-20 or 20.11.2026"),
        ("2027-11-16,reviews,,4,,", "line 3: 2027-11-16 has not come yet"),
        ("2026-11-16,,,4,,", "line 3: source “” is not a short name"),
        ("2026-11-16,=cmd(),,4,,", "line 3: source “=cmd()” is not a short name"),
        ("2026-11-16,reviews,moon,4,,", "line 3: touchpoint “moon” is none of website, app, support, store"),
        (
            "2026-11-16,reviews,,6,,",
            "line 3: rating 6 is not between 1 and 5; say which scale it is with --scale",
        ),
        ("2026-11-16,reviews,,nan,,", "line 3: rating nan is not between 1 and 5"),
        ("2026-11-16,reviews,,good,,", "line 3: rating “good” is not a number"),
        ("2026-11-16,reviews,,,,", "line 3: neither a rating nor a text"),
        ("2026-11-16,reviews,,4,Bon,fr", "line 3: language “fr” is neither de nor en"),
        (f"2026-11-16,reviews,,4,{'x' * 4001},", "line 3: the text is longer than 4000 characters"),
        ("2026-11-16,reviews,,4", "line 3: 6 columns expected"),
    ],
)
def test_a_bad_row_is_told_by_its_line_and_nothing_is_imported(
    world: World, pulse: Pulse, tmp_path: Path, row: str, said: str
) -> None:  # fmt: skip
    file = written(tmp_path, f"2026-11-16,reviews,,4,fine,en\n{row}\n")
    ran = pulse("import", "signals", file)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith(f"pulse: {said}")
    assert len(ran.err.splitlines()) == 1
    assert stored(world) == []


def test_other_scales_and_decimal_commas(world: World, pulse: Pulse, tmp_path: Path) -> None:
    file = written(tmp_path, '2026-11-16,nps,,0,,\n2026-11-16,nps,,"7,5",,\n2026-11-16,nps,,10,,\n')
    assert pulse("import", "signals", file, "--scale", "0-10").code == 0
    assert [signal.points for signal in stored(world)] == [0.0, 75.0, 100.0]
    assert pulse("import", "signals", file, "--scale", "much").code == 2


def test_a_file_too_large_or_with_other_columns_is_refused(
    world: World, pulse: Pulse, tmp_path: Path
) -> None:
    assert "lacks date" in pulse("import", "signals", written(tmp_path, "", head="source,rating\n")).err
    assert (
        "unknown columns name" in pulse("import", "signals", written(tmp_path, "", head="name," + HEAD)).err
    )
    large = tmp_path / "large.csv"
    large.write_bytes(b"x" * (20 * 2**20 + 1))
    assert "larger than 20 MB" in pulse("import", "signals", large).err


def test_texts_go_after_ninety_days_and_ratings_after_two_years(
    world: World, pulse: Pulse, tmp_path: Path
) -> None:
    rows = "2026-11-16,reviews,,4,still here,en\n2026-03-01,reviews,,2,text too old,en\n2023-03-01,reviews,,2,,\n"
    ran = pulse("import", "signals", written(tmp_path, rows))
    assert ran.out == "2 added, 0 known already, 1 older than 104 weeks left out.\n"
    assert [(signal.points, signal.text and signal.text.text) for signal in stored(world)] == [
        (25.0, None), (75.0, "still here"),
    ]  # fmt: skip
    with world.house.store.work(world.id) as work:
        privacy.forget(work, world.now + gathering.TEXTS)
    assert [(signal.points, signal.text) for signal in stored(world)] == [(25.0, None), (75.0, None)]
    with world.house.store.work(world.id) as work:
        privacy.forget(work, world.now + gathering.RATINGS)
    assert stored(world) == []


def test_signals_never_enter_the_indices(world: World, pulse: Pulse) -> None:
    pulse("import", "signals", SAMPLE)
    world.next_week()
    with world.house.store.look(world.id) as work:
        release = work.releases.get(Week("2026-W48"))
        assert release is not None
        assert release["figures"]["satisfaction"]["*"] is None
        assert not work.responses.tallies(Week("2026-W47"))


def test_what_was_imported_comes_back_as_a_file(world: World, pulse: Pulse) -> None:
    pulse("import", "signals", SAMPLE)
    rows = list(csv.DictReader(io.StringIO(pulse("export", "signals").out)))
    assert len(rows) == 10
    assert {row["date"] for row in rows} == {f"2026-11-{day}" for day in range(16, 21)}
    assert json.loads(pulse("export", "signals", "--format", "json").out)[0]["source"] in (
        "reviews",
        "tickets",
    )


def test_with_reading_switched_off_signals_are_masked_and_not_judged(world: World, pulse: Pulse) -> None:
    from dataclasses import replace

    with world.house.store.work(world.id) as work:
        work.configure(replace(work.workspace, reading=False))
    pulse("import", "signals", SAMPLE)
    found = stored(world)
    assert {(signal.sentiment, signal.themes, signal.model) for signal in found} == {
        ("unclear", (), "none"), ("", (), "none"),
    }  # fmt: skip
    assert not any("anna.weber" in signal.text.text for signal in found if signal.text)


def test_training_says_what_it_learned_and_can_be_taken_back(world: World, pulse: Pulse) -> None:
    assert "0 confirmed labels so far: 20 of a language" in pulse("train").err
    with world.house.store.work(world.id) as work:
        for label, word in (("positive", "knorke"), ("negative", "plümerant")):
            counts = sum(
                (
                    listening.workspace.counts(listening.read(f"Das ist {word} {n}", "de").text, "de")
                    for n in range(15)
                ),
                listening.workspace.NOTHING,
            )
            work.labels.put(Label(Week("2026-W46"), "de", label, counts))
    told = pulse("train").out
    assert told.startswith("Learned from 30 labels of sentiment: ")
    assert pulse("train", "--forget").out == "This workspace reads with the shipped weights again.\n"


def test_themes_are_shown_checked_set_and_reset(world: World, pulse: Pulse, tmp_path: Path) -> None:
    shipped = pulse("themes", "show").out
    assert themes.parse(shipped).names == themes.shipped().names
    file = tmp_path / "themes.toml"
    file.write_text(
        '[floor]\nde = { name = "Boden", words = ["flur*"] }\nen = { name = "Floor", words = ["floor*"] }\n'
    )
    assert pulse("themes", "check", file).out == "1 themes: floor.\n"
    assert pulse("themes", "check", file, "Der Flur war nass").out == "floor\n"
    assert pulse("themes", "set", file).out == "From now on texts are about: floor.\n"
    assert pulse("themes", "show").out == file.read_text()
    assert pulse("themes", "set", "--shipped").out.startswith("From now on texts are about: promise_kept,")
    assert pulse("themes", "show").out == shipped == pulse("themes", "show", "--shipped").out


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"[floor]\nde = 3\n", r"(floor.de)"),
        (b"[floor\n", "at line 1"),
        (b'[floor.de]\nname = "x"\nwords = ["flur*"]\n', "(floor.en)"),
        (b"\xff\xfe", "is not UTF-8 text: save it as UTF-8"),
        (b"#" * 100_001, "is larger than 100 kB"),
        (b"", "there is no theme in it"),
        (b"[none]\nde = 3\n", "a key is up to 40 of a-z, 0-9 and _, not “none”"),
    ],
)
def test_a_broken_file_of_themes_changes_nothing(
    world: World, pulse: Pulse, tmp_path: Path, content: bytes, said: str
) -> None:  # fmt: skip
    file = tmp_path / "themes.toml"
    file.write_bytes(content)
    for command in (("check", file), ("set", file)):
        ran = pulse("themes", *command)
        assert (ran.code, ran.out) == (1, "")
        assert said in ran.err
    with world.house.store.look(world.id) as work:
        assert work.labels.taught() is None
