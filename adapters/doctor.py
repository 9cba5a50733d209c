"""What is missing, in the words of Slack's and Microsoft's own consoles, and what to press."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass

from adapters import connecting, metrics, wiring
from adapters.platform import Platform, Uncertain, Undeliverable
from adapters.settings import BadSetting, Settings
from adapters.wiring import CannotOpen, House
from bot.model import Home, WorkspaceId
from storage import counting, workspaces
from storage.keyring import WrongMasterKey

PATIENCE = 15.0  # seconds a platform may take to answer
CHANNEL = {
    "slack": "in Slack write `/invite @Kundenpuls` in the channel, press its name > About, copy Channel ID",
    "teams": "in Teams press ••• at the channel > Get link to channel, copy the id beginning with 19:",
}


@dataclass(frozen=True)
class Finding:
    """One thing looked at; `step` says what to do where it is missing, and is empty where all is well."""

    what: str
    step: str = ""


async def examine(settings: Settings) -> list[Finding]:
    """Everything that a first pulse needs, in the order in which it is set up."""
    try:
        house = House(wiring.open_store(settings), settings)
    except (CannotOpen, BadSetting) as error:
        return [Finding("database and keys", str(error))]
    try:
        found = [Finding("database reachable and migrated"), *_keys(house)]
        found += [finding async for finding in _platforms(house)]
        found += [finding for id in house.store.workspaces() for finding in _workspace(house, id)]
        return [*found, *_founded(house), *_running(house)]
    finally:
        await house.close()


def _keys(house: House) -> Iterator[Finding]:
    """Whether what the master key sealed can be opened; the key store itself was, or we were not here."""
    try:
        with house.store.engine.connect().execution_options(reading=True) as db:
            for id in house.store.workspaces():
                for home in workspaces.SqlHomes(db, id).all():
                    workspaces.read_secrets(db, house.store.ring, home.platform, home.id)
    except WrongMasterKey as error:
        yield Finding("platform tokens open with the master key", str(error))
    else:
        yield Finding("key store and master key fit")


async def _platforms(house: House) -> AsyncIterator[Finding]:
    given = {"Slack": house.settings.slack, "Microsoft Teams": house.settings.teams}
    if not any(given.values()):
        yield Finding(
            "a platform is connected",
            "run `pulse manifest slack --url https://…` or `pulse manifest teams --url https://…` "
            "and follow docs/slack.md or docs/teams.md",
        )
    for (name, variables), mount in zip(given.items(), connecting.EACH, strict=True):
        if variables:
            yield await _platform(name, mount, house)
    if house.settings.slack.get("SLACK_CLIENT_ID") and not house.settings.url:
        yield Finding("people can install from Slack", "set PULSE_URL to the address of this bot, https://…")


async def _platform(name: str, mount: connecting.Mount, house: House) -> Finding:
    try:
        platform = mount(house)
    except (
        ValueError
    ) as incomplete:  # each platform's own Incomplete names the variable and where it is shown
        return Finding(f"{name} has its variables", str(incomplete))
    return await _answering(name, platform) if platform else Finding(name)


async def _answering(name: str, platform: Platform) -> Finding:
    try:
        await asyncio.wait_for(platform.ping(), PATIENCE)
    except (Undeliverable, Uncertain) as refusal:
        return Finding(f"{name} answers", str(refusal))
    except TimeoutError:
        return Finding(f"{name} answers", "no answer: check the way out to the internet, proxy and firewall")
    finally:
        await platform.close()
    return Finding(f"{name} answers")


def _founded(house: House) -> Iterator[Finding]:
    if not house.store.workspaces():
        yield Finding(
            "a workspace",
            "install the app (Slack: open /slack/install), or run `pulse workspace add --platform … --id …`",
        )


def _workspace(house: House, id: WorkspaceId) -> Iterator[Finding]:
    with house.store.look(id) as work:
        homes, audience = work.homes.all(), sum(work.people.sizes().values())
    yield from (_home(id, home) for home in homes)
    step = "" if any(home.active and home.channel for home in homes) else _channel(id, homes)
    yield Finding(f"workspace {id} has a leadership channel", step)
    step = "" if audience else "run `pulse people import FILE.csv` (columns platform, id, touchpoint, …)"
    yield Finding(f"workspace {id} has an audience ({audience} people)", step)


def _channel(id: WorkspaceId, homes: Sequence[Home]) -> str:
    where = next((CHANNEL[home.platform] for home in homes if home.platform in CHANNEL), "choose a channel")
    return f"{where}; then run `pulse workspace channel ID --workspace {id}`"


def _home(id: WorkspaceId, home: Home) -> Finding:
    step = "" if home.active else "it was uninstalled: install it again (Slack: open /slack/install)"
    return Finding(f"workspace {id} lives in {home.platform} {home.id}", step)


def _running(house: House) -> Iterator[Finding]:
    count = counting.deliveries(house.store.engine).get("attention", 0)
    step = f"{count} digests may or may not stand: look into the leadership channel" if count else ""
    yield Finding("nothing needs attention", step)
    alive = metrics.health(house.store, house.now())["worker"]
    step = "" if alive == "ok" else f"{alive}: start `pulse serve` (or `pulse worker` beside `pulse web`)"
    yield Finding("an engine is running", step)
