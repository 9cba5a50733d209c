"""The client that calls Slack."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from adapters.platform import Undeliverable
from adapters.slack import client as clients
from adapters.slack.client import Client


@pytest.fixture
def proxy(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """A proxy named by the environment; the addresses it was asked for."""
    asked = list[str]()

    class Passing(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(self.path)
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None: ...

    with HTTPServer(("127.0.0.1", 0), Passing) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{server.server_port}")
        monkeypatch.setenv("no_proxy", "inside.test")
        clients.proxy_of.cache_clear()
        yield asked
        server.shutdown()
        clients.proxy_of.cache_clear()


def post(url: str) -> None:
    async def once() -> None:
        client = Client()
        try:
            await client.post(url, {"text": "hello"})
        finally:
            await client.close()

    asyncio.run(once())


def test_a_card_goes_through_the_proxy_of_the_house(proxy: list[str]) -> None:
    post("http://hooks.test/response/1")
    assert proxy == ["http://hooks.test/response/1"]


def test_and_not_where_the_house_says_no_proxy(proxy: list[str]) -> None:
    with pytest.raises(Undeliverable):  # there is no such host
        post("http://inside.test/response/1")
    assert proxy == []


def test_an_address_that_is_none_is_undeliverable() -> None:
    with pytest.raises(Undeliverable):
        post("http://[nonsense/")
