"""Personal links to the page leaders read, and the sessions they become: sealed, never stored.

A link carries what it stands for, encrypted under a key of its own in the key store, so that any process
that shares the store can read it, and no row says who wanted to read when. A link is no session and a
session no link: each has its key.
"""

from __future__ import annotations

import json
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime
from typing import Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.model import Pass, PersonId, Week, WorkspaceId
from storage.keyring import KeyRing

Purpose = Literal["link", "session"]
_NONCE, _LONGEST = 12, 400


class SealedLinks:
    """See `bot.ports.Links`."""

    def __init__(self, ring: KeyRing, front: str) -> None:
        """`front` is the address people reach the house by; empty where nobody gave one."""
        self._ring, self._front = ring, front

    def address(self, given: Pass) -> str | None:
        """Where the holder of the pass may read; None where the house has no address."""
        return f"{self._front}/digest/{self.seal('link', given)}" if self._front else None

    def seal(self, purpose: Purpose, given: Pass) -> str:
        """The pass as a text that opens for this purpose alone."""
        until = int(given.until.timestamp())
        text = json.dumps([given.workspace, given.person, given.week, until], separators=(",", ":"))
        nonce = os.urandom(_NONCE)
        sealed = AESGCM(self._ring.key(_name(purpose))).encrypt(nonce, text.encode(), purpose.encode())
        return urlsafe_b64encode(nonce + sealed).rstrip(b"=").decode()

    def read(self, purpose: Purpose, text: str) -> Pass | None:
        """The pass that was sealed for this purpose, expired or not; None for anything forged."""
        key = self._ring.existing(_name(purpose))
        if key is None or not text.isascii() or len(text) > _LONGEST:
            return None
        try:
            raw = urlsafe_b64decode(text + "=" * (-len(text) % 4))
            found = AESGCM(key).decrypt(raw[:_NONCE], raw[_NONCE:], purpose.encode())
        except (ValueError, InvalidTag):
            return None
        workspace, person, week, until = json.loads(found)
        return Pass(WorkspaceId(workspace), PersonId(person), Week(week), datetime.fromtimestamp(until, UTC))


def _name(purpose: Purpose) -> str:
    return f"page:{purpose}"
