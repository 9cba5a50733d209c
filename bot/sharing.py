"""The first door for events that come at the same time: what each alone would do, in as few transactions as can be."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime

from bot import answering, events, inbox
from bot.events import Event
from bot.messages import Reply
from bot.model import WorkspaceId
from bot.ports import Store

log = logging.getLogger(__name__)


def handle(happened: Sequence[Event], store: Store, now: datetime) -> list[Reply | Exception]:
    """What `inbox.handle` gives for each of some events that came at the same time; one that fails gives its exception.

    Plain taps on questions are stored together by workspace. Everything else, and every tap when that fails, is
    handled alone after them. What one person did stays in its order.
    """
    replies = dict[int, Reply]()
    for workspace, taps in _plain_taps(happened, store).items():
        replies |= _answered(taps, store, workspace, now)
    return [replies.get(n) or _alone(event, store, now) for n, event in enumerate(happened)]


def _plain_taps(happened: Sequence[Event], store: Store) -> Mapping[WorkspaceId, dict[int, events.Answered]]:
    """Answers that nothing else before is about, neither their person nor their question; by workspace and place."""
    before, found = set[object](), dict[WorkspaceId, dict[int, events.Answered]]()
    for n, event in enumerate(happened):
        who = event.who
        about = {(who.platform, who.home, who.user), getattr(event, "ask", "")} - {""}
        workspace = store.at_home(who.platform, who.home)
        plain = not event.id and not who.outsider and who.leader is None and before.isdisjoint(about)
        if isinstance(event, events.Answered) and plain and workspace is not None:
            found.setdefault(workspace, {})[n] = inbox.storable(event)
        before |= about
    return found


def _answered(
    taps: Mapping[int, events.Answered], store: Store, workspace: WorkspaceId, now: datetime
) -> Mapping[int, Reply]:
    try:
        with store.at_once(workspace) as work:
            return answering.answer_together(work, taps, now)
    except Exception as failed:  # alone, those that can be stored are; what already is stays the same
        log.warning("%s answers could not be stored together: %s", len(taps), type(failed).__name__)
        return {}


def _alone(event: Event, store: Store, now: datetime) -> Reply | Exception:
    try:
        return inbox.handle(event, store, now)
    except Exception as failed:
        return failed
