"""The chats of the playground: in memory, gone with the process, safe to use from any thread.

Every change carries a number that only grows. A reader remembers the last number it saw and asks
for what came after it: nobody queues anything for a slow reader, who simply sees the newest state.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any

Card = Mapping[str, Any]


@dataclass(frozen=True)
class Post:
    """One message where it stands; `by` is a user, or empty for the bot."""

    id: str
    chat: str
    at: str
    card: Card
    change: int
    by: str = ""
    private: bool = False  # only for the reader of this chat: what a chat platform calls ephemeral
    edited: bool = False

    @property
    def waits(self) -> bool:
        """A question stands here that nobody has answered yet."""
        return bool(self.card.get("asks"))


class Rooms:
    """Posts by chat, oldest first; each chat forgets all but its last `keep`."""

    def __init__(self, keep: int = 100) -> None:
        self._keep = keep
        self._chats: dict[str, dict[str, Post]] = {}
        self._changes = 0
        self._lock = Lock()
        # Ids differ from process to process: a database may remember messages of an earlier one.
        self._birth = secrets.token_hex(3)

    @property
    def changes(self) -> int:
        """The number of the last change."""
        return self._changes

    def put(self, chat: str, card: Card, at: str, *, by: str = "", private: bool = False) -> Post:
        """A new message at the end of a chat."""
        with self._lock:
            self._changes += 1
            post = Post(f"{self._birth}-{self._changes}", chat, at, card, self._changes, by, private)
            posts = self._chats.setdefault(chat, {})
            posts[post.id] = post
            while len(posts) > self._keep:
                del posts[next(iter(posts))]
            return post

    def swap(self, chat: str, id: str, card: Card) -> Post | None:
        """The message now says something else in the same place; None when it stands no more."""
        with self._lock:
            old = self._chats.get(chat, {}).get(id)
            if old is None:
                return None
            self._changes += 1
            new = replace(old, card=card, change=self._changes, edited=True)
            self._chats[chat][id] = new
            return new

    def find(self, id: str, chats: Collection[str]) -> Post | None:
        """The message of that id in one of these chats."""
        with self._lock:
            found = (self._chats.get(chat, {}).get(id) for chat in chats)
            return next((post for post in found if post), None)

    def since(self, change: int, chats: Collection[str]) -> tuple[list[Post], int]:
        """What changed in these chats after a change (0: all that stands), and the number to go on from."""
        with self._lock:
            changed = [
                post for chat in chats for post in self._chats.get(chat, {}).values() if post.change > change
            ]
            return changed, self._changes

    def waiting(self) -> dict[str, int]:
        """How many unanswered questions stand in each chat that has any."""
        with self._lock:
            counts = {chat: sum(post.waits for post in posts.values()) for chat, posts in self._chats.items()}
        return {chat: count for chat, count in counts.items() if count}
