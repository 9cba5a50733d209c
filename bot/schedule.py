"""The second door: what time does.

`tick` says what is due as small jobs; `run` does one. Both may be repeated without harm: every job
looks at how far its workspace has got before it does anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from bot import (
    asking,
    believing,
    cadence,
    closing,
    delivering,
    digesting,
    enrolling,
    following,
    privacy,
    quoting,
)
from bot.events import Who
from bot.model import Week, WorkspaceId
from bot.ports import Store, Work

Kind = Literal["close", "plan", "believe", "digest", "forget", "follow", "send", "gather"]


@dataclass(frozen=True)
class Job:
    """A short piece of due work; its subject is a week, a day or a home, never a person."""

    kind: Kind
    workspace: WorkspaceId
    subject: str

    @property
    def key(self) -> str:
        """The same for the same work, on every worker."""
        return f"{self.kind}:{self.workspace}:{self.subject}"


def tick(now: datetime, store: Store) -> list[Job]:
    """Everything that is due now, of every workspace. The caller runs it, then asks again."""
    return [job for workspace in store.workspaces() for job in due(store, workspace, now)]


def due(store: Store, workspace: WorkspaceId, now: datetime) -> list[Job]:
    """What is due for one workspace; at most one step of the calendar at a time, in its order."""
    with store.look(workspace) as work:
        waiting = [home for home in work.homes.all() if enrolling.due(home, now)]
        step = _calendar(work, workspace, now, reading=bool(waiting))
        jobs = [step] if step else []
        jobs += [Job("gather", workspace, f"{home.platform}:{home.id}") for home in waiting]
        if work.cases.anything(now):
            jobs.append(Job("follow", workspace, ""))
        if work.deliveries.anything(now):
            jobs.append(Job("send", workspace, ""))
        return jobs


def _calendar(work: Work, workspace: WorkspaceId, now: datetime, *, reading: bool) -> Job | None:
    """The next step: close what ended, plan what began, tell what was closed, sweep once a day."""
    reached, setting = work.progress(), work.workspace
    this = cadence.week_of(now, setting.zone)
    following = cadence.later(reached.closed, 1)
    if now >= cadence.freezes(following, setting.zone):
        return Job("close", workspace, following)
    telling = cadence.later(reached.digested, 1)
    if telling <= reached.closed and now >= cadence.digest_at(telling, setting.digest, setting.zone):
        return Job("digest", workspace, telling)
    # Who is asked is chosen among everybody: first the members are read.
    begun = not reading and reached.planned < this and cadence.later(reached.closed, 1) == this
    if begun and _awake(work) and work.people.audience():
        return Job("plan", workspace, this)
    if reached.believed < this and _believing(work, this, now):
        return Job("believe", workspace, this)
    today = now.astimezone(ZoneInfo(setting.zone)).date()
    return Job("forget", workspace, today.isoformat()) if reached.swept < today else None


def _believing(work: Work, week: Week, now: datetime) -> bool:
    """Whether leaders are to be asked what they believe: once a month, where there is a leadership channel."""
    setting = work.workspace
    month = cadence.opens_month(week, setting.digest) and now >= cadence.beliefs_at(week, setting.zone)
    return month and any(home.active and home.channel for home in work.homes.all())


def _awake(work: Work) -> bool:
    """Whether anybody can be reached at all; a home that wakes in the middle of a week is asked from then on."""
    return any(home.active for home in work.homes.all())


def run(
    job: Job, store: Store, now: datetime, seed: int | None = None, leaders: Sequence[Who] | None = None
) -> None:
    """Do a step of the calendar in one transaction. `send` and `gather` belong to the shell.

    `leaders` are those the platforms name, for `believe`; None where they could not be asked.
    """
    with store.work(job.workspace) as work:
        if job.kind == "close":
            closing.close(work, Week(job.subject))
        elif job.kind == "plan":
            _plan(work, Week(job.subject), now, seed)
        elif job.kind == "believe":
            _believe(work, Week(job.subject), now, leaders)
        elif job.kind == "digest":
            _digest(work, Week(job.subject), now)
        elif job.kind == "forget":
            privacy.forget(work, now)
            work.advance(swept=now.astimezone(ZoneInfo(work.workspace.zone)).date())
        elif job.kind == "follow":
            following.follow(work, now)
        else:
            delivering.expire(work, now)


def _plan(work: Work, week: Week, now: datetime, seed: int | None) -> None:
    if work.progress().planned < week:
        asking.plan(work, week, now, seed)
        work.advance(planned=week)


def _believe(work: Work, week: Week, now: datetime, leaders: Sequence[Who] | None) -> None:
    if work.progress().believed < week:
        believing.plan(work, week, now, leaders)
        work.advance(believed=week)


def _digest(work: Work, week: Week, now: datetime) -> None:
    """Put the digest on its way, unless the pulse had nothing and nobody was asked."""
    if work.progress().digested >= week:
        return
    work.deliveries.plan((delivery, now) for delivery in digesting.plan(work, week))
    quoting.plan(work, week, now)
    believing.unseal(work, week)
    work.advance(digested=week)
