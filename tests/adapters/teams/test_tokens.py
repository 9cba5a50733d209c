"""Microsoft's keys: fetched rarely, never in the way, and found again within a minute."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from adapters.teams import tokens


class Publisher:
    """Keys on a page, a clock, and a line that may be dead or slow."""

    def __init__(self, *kids: str, size: int = 2048) -> None:
        self.kids, self.now, self.dead, self.fetches = list(kids), 0.0, False, 0
        key = rsa.generate_private_key(public_exponent=65537, key_size=size)
        self.jwk = RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
        self.keys = tokens.Keys("https://login/metadata", self.fetch, lambda: self.now)

    async def fetch(self, url: str) -> Mapping[str, Any]:
        await asyncio.sleep(0)
        if self.dead:
            raise OSError
        if url == "https://login/metadata":
            self.fetches += 1
            return {"jwks_uri": "https://login/keys"}
        return {"keys": [{**self.jwk, "kid": kid} for kid in self.kids] + [{"kty": "EC", "kid": "ec"}]}

    def knows(self, kid: str) -> bool:
        try:
            asyncio.run(self.keys.of(kid))
        except tokens.Unproven:
            return False
        return True


def test_keys_are_kept_for_a_day() -> None:
    page = Publisher("a")
    assert page.knows("a")
    page.now = 86_399
    assert page.knows("a")
    assert page.fetches == 1
    page.now, page.kids = 86_401, ["b"]
    assert not page.knows("a")


def test_a_new_key_is_found_within_a_minute_of_a_flood() -> None:
    page = Publisher("a")
    assert [page.knows(f"x{n}") for n in range(20)] == [False] * 20
    page.kids = ["b"]
    assert not page.knows("b")
    page.now = 60.0
    assert page.knows("b")
    assert page.fetches == 3


def test_known_keys_stand_while_the_page_is_away() -> None:
    page = Publisher("a")
    assert page.knows("a")
    page.dead, page.now = True, 90_000
    assert page.knows("a")


def test_a_hundred_at_once_fetch_once() -> None:
    page = Publisher("a")

    async def all_at_once() -> None:
        await asyncio.gather(*(page.keys.of("a") for _ in range(100)))

    asyncio.run(all_at_once())
    assert page.fetches == 1


@pytest.mark.parametrize("kid", ["ec", ""])
def test_only_rsa_keys_count(kid: str) -> None:
    assert not Publisher("a").knows(kid)


def test_short_keys_do_not_count() -> None:
    assert not Publisher("a", size=1024).knows("a")
