"""Is this request from Microsoft? The signature, the claims, and the keys behind them."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

ISSUER = "https://api.botframework.com"
LEEWAY_S = 300
DAY_S = 86_400.0
FETCHES, WINDOW_S = 2, 60.0

Fetch = Callable[[str], Awaitable[Mapping[str, Any]]]


class Unproven(Exception):
    """Nothing proves that Microsoft sent this."""


class Keys:
    """Microsoft's signing keys by `kid`, fetched when one is unknown or they are a day old.

    At most two fetches a minute, one at a time: a flood of invented `kid`s costs nothing more,
    and a rotated key is found within the minute. A failed fetch leaves the known keys standing.
    """

    def __init__(self, url: str, fetch: Fetch, clock: Callable[[], float] = time.monotonic) -> None:
        self._url, self._fetch, self._clock = url, fetch, clock
        self._known: dict[str, tuple[RSAPublicKey, frozenset[str]]] = {}
        self._recent: deque[float] = deque(maxlen=FETCHES)
        self._fresh_until = float("-inf")
        self._turn = asyncio.Lock()

    async def of(self, kid: str) -> tuple[RSAPublicKey, frozenset[str]]:
        """The key and the channels it vouches for. Raises `Unproven`."""
        if kid not in self._known or self._clock() > self._fresh_until:
            await self._refresh(kid)
        try:
            return self._known[kid]
        except KeyError as unknown:
            raise Unproven("unknown key") from unknown

    async def _refresh(self, kid: str) -> None:
        async with self._turn:
            if kid in self._known and self._clock() <= self._fresh_until:
                return  # whoever held the lock before us has brought it
            now = self._clock()
            if len(self._recent) == FETCHES and now - self._recent[0] < WINDOW_S:
                return
            self._recent.append(now)
            try:
                self._known = await self._fetched()
            except Exception:
                return
            self._fresh_until = now + DAY_S

    async def _fetched(self) -> dict[str, tuple[RSAPublicKey, frozenset[str]]]:
        metadata = await self._fetch(self._url)
        listed = (await self._fetch(str(metadata["jwks_uri"])))["keys"]
        return {each["kid"]: (key, _endorsed(each)) for each in listed if (key := _usable(each))}


def _usable(listed: Mapping[str, Any]) -> RSAPublicKey | None:
    if listed.get("kty") != "RSA" or not isinstance(listed.get("kid"), str):
        return None
    key = jwt.algorithms.RSAAlgorithm.from_jwk(dict(listed))
    return key if isinstance(key, RSAPublicKey) and key.key_size >= 2048 else None


def _endorsed(listed: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(str(channel) for channel in listed.get("endorsements") or ())


async def verify(header: str, app_id: str, keys: Keys) -> Mapping[str, Any]:
    """The claims of a bearer token of Microsoft's, made for us and valid now.

    `endorsed` among them: the channels the signing key vouches for. Raises `Unproven`.
    """
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Unproven("no token")
    try:
        head = jwt.get_unverified_header(token)
        if head.get("alg") != "RS256" or not isinstance(head.get("kid"), str):
            raise Unproven("another kind of token")
        key, endorsed = await keys.of(head["kid"])
        claims = _claims(token, key, app_id)
    except (jwt.PyJWTError, ValueError, TypeError) as wrong:
        raise Unproven(type(wrong).__name__) from wrong
    return {**claims, "endorsed": endorsed}


def _claims(token: str, key: RSAPublicKey, app_id: str) -> dict[str, Any]:
    return jwt.decode(
        token,
        key,
        algorithms=["RS256"],
        audience=app_id,
        issuer=ISSUER,
        leeway=LEEWAY_S,
        options={"require": ["iss", "aud", "exp", "nbf"], "strict_aud": True},
    )
