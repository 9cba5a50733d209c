from __future__ import annotations

import json
import re

import httpx
import pytest

from adapters.playground.guard import HEADERS
from bot.events import Answered
from tests.adapters.playground import company as companies
from tests.adapters.playground.conftest import House

HELP = {"user": "mia", "text": "/pulse"}


def test_the_page_and_its_parts_are_served_with_every_guard(house: House) -> None:
    parts = ("", "/play.css", "/play.js", "/icon.svg", "/truth", "/nothing", "/..%2f__init__.py")
    answers = {part: httpx.get(f"{house.url}/play{part}") for part in parts}
    assert {part: answer.status_code for part, answer in answers.items()} == {
        **dict.fromkeys(parts[:5], 200),
        **dict.fromkeys(parts[5:], 404),
    }
    for answer in answers.values():
        assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS


WRONG_WAYS = [
    ("POST", "", 405),
    ("POST", "/play.css", 405),
    ("DELETE", "/act", 405),
    ("GET", "/act", 404),
    ("PUT", "/nothing", 405),
]


@pytest.mark.parametrize(("method", "path", "status"), WRONG_WAYS)
def test_wrong_ways_in_are_guarded_too(house: House, method: str, path: str, status: int) -> None:
    answer = httpx.request(method, f"{house.url}/play{path}", headers={"sec-fetch-site": "same-origin"})
    assert (answer.status_code, {name: answer.headers.get(name) for name in HEADERS}) == (status, HEADERS)
    assert answer.json()["error"]


def test_the_page_needs_nothing_inline_and_nobody_else(house: House) -> None:
    page = httpx.get(f"{house.url}/play").text
    names = [*re.findall(r'href="/play/(\w+\.js)"', page), "play.js"]
    scripts = "".join(httpx.get(f"{house.url}/play/{name}").text for name in names)
    assert len(names) == 11
    assert "style=" not in page
    assert "<script>" not in page
    assert "http" not in page.replace('charset="utf-8"', "")
    assert "innerHTML" not in scripts
    assert "insertAdjacentHTML" not in scripts


def test_german_and_english_say_the_same_things(house: House) -> None:
    words = httpx.get(f"{house.url}/play/words.js").text
    english, german = words.split("  de: {")
    keys = [{part.split(":")[0].strip() for part in _entries(half)} for half in (english, german)]
    assert keys[0] == keys[1]
    assert len(keys[0]) > 50


def _entries(half: str) -> list[str]:
    inside = half.split("  en: {")[-1].split("\n  },")[0]
    return [line for chunk in inside.split('",') for line in [chunk.strip()] if line]


def test_a_tap_over_http_and_the_live_stream(house: House) -> None:
    with house.listening("mia") as events:
        name, snapshot = next(events)
        assert (name, snapshot["user"]) == ("snapshot", "mia")
        assert [post["chat"] for post in snapshot["posts"]] == ["mia", "leaders"]
        assert {one["user"]: one["waiting"] for one in snapshot["people"] if one["waiting"]} == {
            "mia": 1,
            "tom": 1,
        }
        ask = snapshot["posts"][0]
        answer = house.post("/play/act", {"user": "mia", "spelt": "a|r1|kept", "message": ask["id"]})
        assert (answer.status_code, answer.json()) == (200, {})
        name, posts = next(events)
        assert [(post["id"], post["edited"]) for post in posts] == [(ask["id"], True)]
        name, people = next(events)
        assert (name, people[0]["waiting"]) == ("people", 0)
    assert [type(event) for event in house.door.events] == [Answered]


def test_reconnecting_brings_everything_that_stands_now(house: House) -> None:
    with house.listening("mia") as events:
        next(events)
    house.show(companies.menu(companies.TEXTS["de"], "de"), user="mia")
    with house.listening("mia") as events:
        _, snapshot = next(events)
    assert [post["card"]["summary"] for post in snapshot["posts"] if post["chat"] == "mia"][
        -1
    ] == "Alles, was du tun kannst"


def test_one_colleague_never_gets_what_stands_in_front_of_another(house: House) -> None:
    with house.listening("tom") as events:
        next(events)
        house.show(companies.menu(companies.TEXTS["de"], "de"), user="mia")
        house.show(companies.menu(companies.TEXTS["en"], "en"), user="tom")
        name, posts = next(events)
    assert (name, [post["chat"] for post in posts]) == ("posts", ["tom"])


def test_an_unknown_colleague_becomes_the_first(house: House) -> None:
    with house.listening("nobody") as events:
        assert next(events)[1]["user"] == "mia"


def test_time_passes_and_everybody_sees_it(house: House) -> None:
    still = {"running": False, "busy": False}
    with house.listening("mia") as events:
        _, snapshot = next(events)
        assert snapshot["clock"] == {"now": "2026-11-16T09:00+00:00", "week": "2026-W47", **still}
        assert house.post("/play/time", {"days": 7}).status_code == 200
        assert ("clock", {"now": "2026-11-23T09:00+00:00", "week": "2026-W48", **still}) in events
        assert house.post("/play/time", {"run": True}).status_code == 200
        assert next(value for name, value in events if name == "clock")["running"] is True


def test_a_colleague_reads_another_language(house: House) -> None:
    assert house.post("/play/language", {"user": "mia", "language": "en"}).status_code == 200
    assert house.company.people[0].language == "en"


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        ("act", {"user": "nobody", "text": "hi"}, 400, "nobody"),
        ("act", {"text": "hi"}, 400, "nobody"),
        ("act", {"user": "mia", "spelt": "Q|1"}, 400, "old"),
        ("act", {"user": "mia", "spelt": "u|r1", "message": "gone-1"}, 400, "gone"),
        ("act", b"{", 400, "broken"),
        ("act", b"x" * 70_000, 413, "large"),
        ("act", {"user": "mia", "text": "/pulse break"}, 500, "failed"),
        ("time", {"days": 0}, 400, "broken"),
        ("time", {"days": 10_000}, 400, "broken"),
        ("time", {"days": True}, 400, "broken"),
        ("time", {"days": "7"}, 400, "broken"),
        ("language", {"user": "mia", "language": "fr"}, 400, "broken"),
        ("language", {"user": "nobody", "language": "de"}, 400, "nobody"),
    ],
)  # fmt: skip
def test_hostile_words_get_a_clear_answer(
    house: House, path: str, body: object, status: int, code: str
) -> None:
    answer = house.post(f"/play/{path}", body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["error"]
    assert answer.headers["content-security-policy"].startswith("default-src 'self'")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
    ],
    ids=json.dumps,
)
def test_other_sites_cannot_act(house: House, headers: dict[str, str]) -> None:
    answer = httpx.post(f"{house.url}/play/act", json=HELP, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "foreign")
    assert house.door.events == []


def test_a_browser_without_fetch_metadata_is_known_by_its_origin(house: House) -> None:
    assert httpx.post(f"{house.url}/play/act", json=HELP, headers={"origin": house.url}).status_code == 200
