"""What is kept how long, from how many voices on a figure is shown, and what is never stored."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot import following, gathering, learning, privacy
from bot.statistics.release import BANDS
from storage.store import SqlStore

NEVER_STORED = (
    "names", "e-mail addresses", "pictures", "platform payloads", "texts before masking",
    "the time of day of an answer", "reaction times", "response rates of a person", "read receipts",
)  # fmt: skip


def policy(store: SqlStore) -> dict[str, Any]:
    """Everything a works council wants to know, in one document."""
    return {
        "retention": retention(),
        "voice_bands": [name for _, name in reversed(BANDS)],
        "never_stored": list(NEVER_STORED),
        "workspaces": list(_workspaces(store)),
    }


def retention() -> dict[str, int]:
    """How long what is kept; days count from the close of the pulse."""
    return {
        "asks_and_links_days": privacy.LINKS.days,
        "texts_days": privacy.TEXTS.days,
        "labels_days": learning.LABELS.days,
        "signal_texts_days": gathering.TEXTS.days,
        "signal_ratings_days": gathering.RATINGS.days,
        "releases_weeks": privacy.RELEASES_WEEKS,
        "beliefs_weeks": privacy.BELIEFS_WEEKS,
        "actions_weeks": privacy.RELEASES_WEEKS,
        "audit_days": privacy.AUDIT.days,
        "cases_after_closing_days": following.KEPT.days,
        "cases_left_open_days": following.LAPSES.days,
        "platform_event_ids_days": privacy.HEARD.days,
    }


def lines(found: dict[str, Any]) -> Iterator[str]:
    """The same as text."""
    yield "Kept, then deleted by the daily sweep:"
    for name, length in found["retention"].items():
        what, _, unit = name.rpartition("_")
        yield f"  {what.replace('_', ' ')}: {length} {unit}"
    yield f"Counts are told in bands only: {', '.join(found['voice_bands'])}"
    yield f"Never stored: {', '.join(found['never_stored'])}"
    for one in found["workspaces"]:
        reading = "on" if one["machine_reading"] else "off"
        reminder = "on" if one["reminds_half_of_the_silent"] else "off"
        yield (
            f"Workspace {one['id']}: figures from {one['fewest_voices']} voices, cut by {one['cut']}, "
            f"at most {one['weekly_share_asked']:.0%} asked a week, "
            f"machine reading {reading}, one reminder to half of the silent {reminder}"
        )


def _workspaces(store: SqlStore) -> Iterator[dict[str, Any]]:
    for id in store.workspaces():
        with store.look(id) as work:
            setting = work.workspace
        yield {
            "id": id,
            "fewest_voices": setting.k,
            "cut": setting.cut,
            "weekly_share_asked": setting.weekly_cap,
            "machine_reading": setting.reading,
            "reminds_half_of_the_silent": setting.reminding,
            "case_hours": setting.case_hours,
            "asked_back_after_days": setting.ask_back_days,
        }
