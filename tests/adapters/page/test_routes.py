"""The page over real HTTP: who gets in, for how long, and what no answer ever holds."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from datetime import timedelta
from html import unescape

import httpx
import pytest

from adapters import web, wiring
from adapters.page.routes import COOKIE, Guesses
from adapters.settings import Settings
from adapters.web import HEADERS
from bot import digesting, words
from bot.model import Language, Pass, PersonId, Week
from tests.adapters.page import releases
from tests.adapters.page.conftest import LIFE, MONDAY, Leading, settled
from tests.adapters.playground.conftest import Current, elsewhere

NEWEST = f"/digest/week/{releases.LAST}"


def said(key: str, language: Language = "en") -> str:
    return words.say(f"page.{key}", language)


def text(answer: httpx.Response) -> str:
    """What can be read, without markup."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def test_a_link_becomes_a_session_at_a_clean_address(leading: Leading) -> None:
    lea = leading.leader("lea")
    link = leading.link(lea)
    token = link.rpartition("/")[2]
    with leading.browser() as client:
        answer = client.get(link)
        assert (answer.status_code, answer.headers["location"]) == (303, NEWEST)
        crumbs = [crumb.strip() for crumb in answer.headers["set-cookie"].split(";")]
        assert crumbs[0].startswith(f"{COOKIE}=")
        assert token not in crumbs[0]
        assert {c for c in crumbs[1:] if not c.lower().startswith("expires")} == {
            "HttpOnly", "Max-Age=900", "Path=/digest", "SameSite=strict",
        }  # fmt: skip
        page = client.get(NEWEST)
        assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
        assert "Trust has fallen" in text(page)
        assert token not in page.text
        assert "w-lea" not in page.text


def test_behind_tls_the_cookie_never_travels_in_the_open(
    settings: Settings, served: tuple[Current, str]
) -> None:
    current, url = served
    own = replace(settings, url="https://pulse.example/customers")
    house = wiring.House(wiring.open_store(own), own, lambda: MONDAY)
    current.app = web.app(house, playground=False)
    secure = settled(house, url, [MONDAY], "w")
    link = secure.link(secure.leader("lea"))
    assert link.startswith("https://pulse.example/customers/digest/")
    answer = httpx.get(f"{url}/digest/{link.rpartition('/')[2]}")
    assert answer.headers["location"] == f"/customers{NEWEST}"
    assert "; Path=/customers/digest; SameSite=strict; Secure" in answer.headers["set-cookie"]
    secure.end()


def test_a_browser_that_comes_from_another_site_is_led_on_by_a_page_of_ours(leading: Leading) -> None:
    answer = httpx.get(leading.link(leading.leader("lea")), headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 200
    assert f'<meta http-equiv="refresh" content="0;url={NEWEST}">' in answer.text
    assert answer.headers["set-cookie"].startswith(f"{COOKIE}=")


def test_looking_whether_there_is_something_begins_no_session(leading: Leading) -> None:
    link = leading.link(leading.leader("lea"))
    for _ in range(2):
        answer = httpx.head(link)
        assert (answer.status_code, answer.headers.get("set-cookie"), answer.content) == (303, None, b"")
    assert httpx.head(f"{link}x").status_code == 403
    assert httpx.get(link).headers["set-cookie"]


def test_a_link_and_its_session_end_together_after_a_quarter_of_an_hour(leading: Leading) -> None:
    lea = leading.leader("lea")
    link = leading.link(lea)
    leading.passes(minutes=10)
    client = leading.browser()
    assert "Max-Age=300" in client.get(link).headers["set-cookie"]
    leading.passes(minutes=4, seconds=59)
    assert [client.get(way).status_code for way in (NEWEST, link)] == [200, 303]
    leading.passes(seconds=1)
    for way in (NEWEST, link):
        gone = client.get(way)
        assert (gone.status_code, "set-cookie" in gone.headers) == (410, False)
        for language in words.LANGUAGES:
            assert said("expired_text", language) in text(gone)
        assert "Trust has fallen" not in text(gone)
    assert client.get(leading.link(lea)).status_code == 303


def test_forged_cut_and_borrowed_links_open_nothing(leading: Leading) -> None:
    lea = leading.leader("lea")
    token = leading.link(lea).rpartition("/")[2]
    given = Pass(leading.id, lea, releases.LAST, MONDAY + LIFE)
    session = leading.house.store.links.seal("session", given)
    flipped = token[:20] + ("A" if token[20] != "A" else "B") + token[21:]
    wrong = ("x", token[:-2], f"{token}A", flipped, session, "..%2f..%2fetc", "%00", "ü", "a" * 3000)
    for each in wrong:
        answer = httpx.get(f"{leading.url}/digest/{each}")
        assert (each, answer.status_code, "set-cookie" in answer.headers) == (each, 403, False)
        assert said("unknown_text") in text(answer)
    for cookie in (token, flipped, "x", ""):
        answer = httpx.get(leading.url + NEWEST, headers={"cookie": f"{COOKIE}={cookie}"})
        assert (answer.status_code, said("history") in text(answer)) == (403, False)
    without = httpx.get(leading.url + NEWEST)
    assert (without.status_code, said("fresh_text") in text(without)) == (403, True)


def test_who_guesses_is_slowed_down_and_nobody_else_is(leading: Leading) -> None:
    link = leading.link(leading.leader("lea"))
    with leading.browser() as client:
        codes = [client.get(f"/digest/guess{n}").status_code for n in range(40)]
        assert codes == [403] * 30 + [429] * 10
        calm = client.get("/digest/guess")
        assert (calm.headers["retry-after"], said("calm_text") in text(calm)) == ("60", True)
        assert client.get(link).status_code == 303


def test_guesses_are_forgotten_after_a_minute() -> None:
    now = [0.0]
    guesses = Guesses(2, lambda: now[0])
    assert [guesses.many() for _ in range(3)] == [False, False, True]
    now[0] = 60.0
    assert guesses.many() is False


def test_who_left_or_was_erased_reads_no_more(leading: Leading) -> None:
    lea, tom = leading.leader("lea"), leading.leader("tom")
    browsers = {person: leading.reader(person) for person in (lea, tom)}
    links = {person: leading.link(person) for person in (lea, tom)}
    with leading.house.store.work(leading.id) as work:
        work.people.save(replace(work.people.get(lea), active=False))
        work.people.remove(tom)
    for person in (lea, tom):
        assert [browsers[person].get(way).status_code for way in (NEWEST, links[person])] == [403, 403]


def test_nothing_of_another_workspace_can_be_reached(leading: Leading) -> None:
    other = settled(leading.house, leading.url, leading.clock, "other")
    other.told([(week, release | {"done": [{"text": "SECRET of the other", "theme": "", "day": None}]}) for week, release in releases.years(3, Week("2026-W40"))])  # fmt: skip
    mine, theirs = leading.reader(leading.leader("lea")), other.reader(other.leader("max"), Week("2026-W40"))
    assert "SECRET" in theirs.get("/digest").text
    for way in ("/digest", NEWEST, "/digest/week/2026-W40", "/digest?workspace=other"):
        assert "SECRET" not in mine.get(way).text
    assert theirs.get(NEWEST).status_code == 404
    for client in other.opened:
        client.close()


WAYS = (
    "/digest",
    NEWEST,
    "/digest/page.css",
    "/digest/page.js",
    "/digest/icon.svg",
    "/digest/wrong",
    "/digest/week/1",
)


@pytest.mark.parametrize("way", WAYS)
def test_every_answer_is_guarded_and_only_reading_is_answered(leading: Leading, way: str) -> None:
    for client in (leading.browser(), leading.reader(leading.leader("lea"))):
        for method in ("GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE", "TRACE"):
            answer = client.request(method, way)
            assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
            assert "set-cookie" not in answer.headers
            if method not in ("GET", "HEAD"):
                assert (method, answer.status_code) == (method, 405)
    kinds = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
    kind = httpx.get(leading.url + way).headers["content-type"].partition(";")[0]
    assert kind == next((kind for end, kind in kinds.items() if way.endswith(end)), "text/html")


def test_the_page_needs_nothing_inline_and_nobody_else(leading: Leading) -> None:
    client = leading.reader(leading.leader("lea"))
    page = client.get("/digest").text
    script = client.get("/digest/page.js").text
    assert "style=" not in page
    assert "<style" not in page
    assert re.findall(r"<script[^>]*>", page) == ['<script type="module" src="/digest/page.js">']
    assert "http" not in page.replace("http-equiv", "")
    assert "innerHTML" not in script
    assert "import" not in script


def test_the_words_of_others_stay_words(leading: Leading) -> None:
    page = leading.reader(leading.leader("lea")).get("/digest?span=104").text
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_only_digests_that_stand_can_be_opened(leading: Leading) -> None:
    client = leading.reader(leading.leader("lea"))
    with leading.house.store.work(leading.id) as work:
        work.releases.put(Week("2026-W49"), releases.years(1, Week("2026-W49"))[0][1])  # frozen, not told yet
    missing = [
        client.get(f"/digest/week/{week}") for week in ("2026-W49", "2020-W01", "x", "2026-W99", "2026-w48")
    ]
    assert [answer.status_code for answer in missing] == [404] * 5
    assert said("missing_text") in text(missing[0])
    assert '<a class="tap" href="/digest">' in missing[0].text
    assert "2026-W49" not in client.get("/digest").text


def test_before_the_first_digest_there_is_nothing_to_read(leading: Leading) -> None:
    client = leading.reader(leading.leader("lea"))
    with leading.house.store.work(leading.id) as work:
        work.releases.forget(releases.LAST)
    assert client.get("/digest").status_code == 404


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_it_speaks_the_language_of_its_reader_and_the_other_on_demand(
    leading: Leading, language: Language
) -> None:
    client = leading.reader(leading.leader("lea", language))
    other: Language = "en" if language == "de" else "de"
    for asked, spoken in (("", language), (f"?lang={other}", other), ("?lang=fr", language)):
        page = client.get(f"/digest{asked}")
        assert f'<html lang="{spoken}">' in page.text
        assert said("how", spoken) in text(page)
        assert said("how", "en" if spoken == "de" else "de") not in text(page)
    assert f'href="/digest?span=52&amp;lang={other}"' in client.get(f"/digest?lang={other}").text
    assert ("until 10:15" if language == "en" else "bis 10:15") in text(client.get("/digest"))


def test_the_digest_stands_there_word_for_word(leading: Leading) -> None:
    client = leading.reader(leading.leader("lea"))
    with leading.house.store.look(leading.id) as work:
        digest = digesting.read(work, releases.LAST)
    assert digest is not None
    page = client.get(NEWEST).text
    posted = re.search(r'<div class="words" lang="en">(.*?)</div>', page, re.DOTALL)
    assert posted is not None
    found = [unescape(line) for line in re.findall(r"<p class=\"\w+\">(.*?)</p>", posted.group(1), re.DOTALL)]
    assert found == [block.text for block in digesting.compose(digest, "en").body]  # type: ignore[union-attr]


def test_two_years_are_drawn_in_a_blink(leading: Leading) -> None:
    leading.told(releases.years(104, segments=[f"Team {n}" for n in range(20)]))
    client = leading.reader(leading.leader("lea"))
    client.get("/digest?span=104")
    begin = time.process_time()  # of all threads: the server is one of them
    page = client.get("/digest?span=104")
    assert page.text.count('<figure class="chart">') == 23
    assert time.process_time() - begin < 2  # a fifth of a second when it was written


@pytest.mark.postgres
def test_any_web_process_on_postgresql_knows_the_links_of_another(
    postgres_settings: Settings, served: tuple[Current, str]
) -> None:
    current, url = served
    own = replace(postgres_settings, url=url)
    maker, answering = (wiring.House(wiring.open_store(own), own, lambda: MONDAY) for _ in range(2))
    current.app = web.app(answering, playground=False)
    first = settled(maker, url, [MONDAY], "w")
    client = first.reader(first.leader("lea"))
    assert client.get("/digest").status_code == 200
    assert client.get(f"/digest/week/{Week('2025-W20')}").status_code == 200
    first.end()
    elsewhere(answering.close())


def test_nothing_about_reading_is_stored_or_logged(
    leading: Leading, caplog: pytest.LogCaptureFixture
) -> None:
    lea: PersonId = leading.leader("lea")
    link = leading.link(lea)
    with leading.house.store.engine.connect() as db:
        tables = [row[0] for row in db.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'")]
        count = {t: db.exec_driver_sql(f'SELECT count(*) FROM "{t}"').scalar() for t in tables}
    with caplog.at_level("DEBUG"):
        client = leading.browser()
        client.get(link)
        client.get("/digest")
        client.get("/digest/wrong")
    with leading.house.store.engine.connect() as db:
        assert {t: db.exec_driver_sql(f'SELECT count(*) FROM "{t}"').scalar() for t in tables} == count
    ours = [record for record in caplog.records if not record.name.startswith(("httpx", "httpcore"))]
    assert link.rpartition("/")[2] not in "".join(record.getMessage() for record in ours)
    assert timedelta(minutes=15) == LIFE
