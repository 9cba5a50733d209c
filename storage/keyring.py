"""Keys in a store of their own: what is sealed or pseudonymous lives only as long as its key.

The ring also remembers who must never be asked again, since it lies outside every backup.
"""

from __future__ import annotations

import hmac
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from sqlalchemy import Connection, Engine, LargeBinary, String, delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from storage.columns import SealedBytes
from storage.engine import cut_log

_MARK = b"\x01k"
_CHECK = "check"
_ONCE = ("text:", "case:")  # keys of single texts are not worth remembering
REMEMBERED = 60.0  # seconds after which a key destroyed by another process is gone here too


class WrongMasterKey(Exception):
    """PULSE_MASTER_KEY is not the one these keys were wrapped with. Set the one used before."""


class KeyDestroyed(Exception):
    """The key is destroyed: what it sealed can not be read any more."""


class Base(DeclarativeBase):
    """The tables of the key store."""


class Key(Base):
    """A wrapped key."""

    __tablename__ = "key"
    name: Mapped[str] = mapped_column(String(255), primary_key=True)
    wrapped: Mapped[bytes] = mapped_column(LargeBinary)


class Tombstone(Base):
    """A keyed hash of a platform id: never ask again; `erased` when it must also be gone."""

    __tablename__ = "tombstone"
    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    erased: Mapped[bool]


class KeyRing:
    """Makes, wraps, caches and destroys keys; seals and opens with them."""

    def __init__(self, engine: Engine, master: str) -> None:
        """Raises `WrongMasterKey` when the store was wrapped with another one."""
        self._engine, self._master = engine, _derived(master)
        self._cache: dict[str, tuple[bytes, float]] = {}
        Base.metadata.create_all(engine)
        self.key(_CHECK)

    def key(self, name: str) -> bytes:
        """The key of that name, made now if there is none. 32 bytes."""
        found = self.existing(name)
        if found is None:
            fresh = AESGCM.generate_key(256)
            try:
                with self._engine.begin() as connection:
                    wrapped = _wrapped(self._master, name, fresh)
                    connection.execute(insert(Key).values(name=name, wrapped=wrapped))
                found = fresh
            except IntegrityError:  # another process was faster: its key is the one
                found = self.existing(name)
                if found is None:
                    raise
        if not name.startswith(_ONCE):
            self._cache[name] = (found, time.monotonic())
        return found

    def existing(self, name: str) -> bytes | None:
        """The key of that name, or None when it was never made or is destroyed."""
        known, since = self._cache.get(name, (None, 0.0))
        if known is not None and time.monotonic() - since < REMEMBERED:
            return known
        self._cache.pop(name, None)
        with self._reading() as connection:
            wrapped = connection.scalar(select(Key.wrapped).where(Key.name == name))
        return None if wrapped is None else self._unwrap(name, wrapped)

    def names(self, prefix: str) -> Sequence[str]:
        """The names of the living keys that begin so, sorted."""
        with self._reading() as connection:
            mine = select(Key.name).where(Key.name.startswith(prefix, autoescape=True))
            return list(connection.scalars(mine.order_by(Key.name)))

    def is_new(self) -> bool:
        """Whether nothing was ever sealed or remembered here."""
        return self.names("") == [_CHECK] and not self.tombstones()

    def destroy(self, names: Sequence[str]) -> None:
        """After this nothing sealed or pseudonymised with these keys can be read or matched."""
        for name in names:
            self._cache.pop(name, None)
        if names:
            with self._engine.begin() as connection:
                connection.execute(delete(Key).where(Key.name.in_(names)))
            cut_log(self._engine)

    def close(self) -> None:
        """Let go of the key store."""
        self._engine.dispose()

    def seal(self, text: str, name: str = "") -> SealedBytes:
        """Encrypt under the key of that name (made before the text is stored), or the master key."""
        return _sealed(self.key(name) if name else self._master, text, name)

    def open(self, sealed: bytes) -> str:
        """What was sealed. Raises `KeyDestroyed` or `WrongMasterKey`."""
        name = sealed[3 : 3 + sealed[2]].decode()
        key = self.existing(name) if name else self._master
        if key is None:
            raise KeyDestroyed(KeyDestroyed.__doc__)
        return _opened(key, sealed)

    def digest(self, name: str, *parts: str) -> str:
        """A keyed hash (HMAC-SHA256, hex) of some parts under the key of that name."""
        return mac(self.key(name), *parts)

    def entomb(self, hash: str, *, erased: bool) -> None:
        """Remember for good; an erasure is never weakened to a mere opt-out."""
        with self._engine.begin() as connection:
            was = connection.scalar(select(Tombstone.erased).where(Tombstone.hash == hash))
            connection.execute(delete(Tombstone).where(Tombstone.hash == hash))
            connection.execute(insert(Tombstone).values(hash=hash, erased=erased or bool(was)))

    def entombed(self, hash: str) -> bool:
        """Whether this one must never be asked again."""
        with self._reading() as connection:
            return connection.scalar(select(Tombstone.hash).where(Tombstone.hash == hash)) is not None

    def resealed(self, sealed: bytes, master: str) -> SealedBytes:
        """What the master key sealed, sealed under another one; as it is when it was already.

        Raises `WrongMasterKey` when neither opens it.
        """
        try:
            return _sealed(_derived(master), self.open(sealed), "")
        except WrongMasterKey:
            _opened(_derived(master), sealed)
            return SealedBytes(sealed)

    def rewrap(self, master: str) -> int:
        """Wrap every key under another master key, or none; how many. The old one opens nothing any more."""
        fresh = _derived(master)
        with self._engine.begin() as connection:
            keys = connection.execute(select(Key.name, Key.wrapped)).all()
            for name, old in keys:
                wrapped = _wrapped(fresh, name, self._unwrap(name, old))
                connection.execute(update(Key).where(Key.name == name).values(wrapped=wrapped))
        cut_log(self._engine)
        self._master = fresh
        return len(keys)

    def tombstones(self) -> Mapping[str, bool]:
        """Every hash that must never be asked again, and whether it must also be gone."""
        with self._reading() as connection:
            return {row.hash: row.erased for row in connection.execute(select(Tombstone))}

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._engine.connect().execution_options(reading=True) as connection:
            yield connection

    def _unwrap(self, name: str, wrapped: bytes) -> bytes:
        try:
            return AESGCM(self._master).decrypt(wrapped[:12], wrapped[12:], name.encode())
        except InvalidTag as error:
            raise WrongMasterKey(WrongMasterKey.__doc__) from error


def _derived(master: str) -> bytes:
    return Scrypt(salt=b"kundenpuls master", length=32, n=2**13, r=8, p=1).derive(master.encode())


def _wrapped(master: bytes, name: str, key: bytes) -> bytes:
    nonce = os.urandom(12)
    return nonce + AESGCM(master).encrypt(nonce, key, name.encode())


def _sealed(key: bytes, text: str, name: str) -> SealedBytes:
    nonce, label = os.urandom(12), name.encode()
    return SealedBytes(
        _MARK + bytes([len(label)]) + label + nonce + AESGCM(key).encrypt(nonce, text.encode(), label)
    )


def _opened(key: bytes, sealed: bytes) -> str:
    end = 3 + sealed[2]
    try:
        return AESGCM(key).decrypt(sealed[end : end + 12], sealed[end + 12 :], sealed[3:end]).decode()
    except InvalidTag as error:
        raise WrongMasterKey(WrongMasterKey.__doc__) from error


def mac(key: bytes, *parts: str) -> str:
    """HMAC-SHA256 over length-prefixed parts, hex."""
    body = b"".join(len(p.encode()).to_bytes(4, "big") + p.encode() for p in parts)
    return hmac.digest(key, body, "sha256").hex()
