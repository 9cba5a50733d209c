"""The set-up from the command line: the same rules as in the chat, the same questions to the platform."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from adapters import enrolling, looking
from adapters.platform import Uncertain, Undeliverable
from adapters.wiring import House
from bot import administering, importing, settling, words
from bot import enrolling as rules
from bot.enrolling import Enrolled
from bot.model import Home, Workspace, WorkspaceId
from bot.ports import Work

ACTOR = "command line"
T = TypeVar("T")


class NotSet(Exception):
    """Something cannot be so; nothing was changed."""


class NoAnswer(Exception):
    """The platform did not say who is in the audience."""


@dataclass(frozen=True)
class Place:
    """What is wanted of a home."""

    platform: str | None = None
    channel: str | None = None
    audience: str | None = None
    admin: str | None = None


async def change(house: House, workspace: WorkspaceId, wanted: Mapping[str, str], place: Place) -> list[str]:
    """Change settings and where the workspace lives; what is to be said about it. Raises `NotSet`."""
    home = _home(house, workspace, place)
    if home is not None and place.channel and (seen := await _seen(house, home, place.channel)):
        raise NotSet(words.say(f"unfit.channel_{seen}", "en"))
    with house.store.work(workspace) as work:
        try:
            settling.settle(work, settling.changed(work.workspace, wanted), house.now())
        except settling.Unfit as unfit:
            raise NotSet(str(unfit)) from unfit
        if home is not None:
            _moved(work, home, place, house)
        administering.noted(work, ACTOR, "workspace set", house.now())
        return _said(work, wanted)


def adopted(house: House, place: Home, made: Workspace) -> WorkspaceId | None:
    """The workspace a home's app founded by itself, set up as wanted; None where somebody has set it up."""
    found = house.store.at_home(place.platform, place.id)
    if found is None:
        return None
    with house.store.work(found) as work:
        homes = work.homes.all()
        if len(homes) > 1 or homes[0].channel or homes[0].audience or work.people.sizes():
            return None
        work.configure(replace(made, id=found))
        work.homes.save(replace(homes[0], channel=place.channel))
    return found


async def _seen(house: House, home: Home, channel: str) -> str:
    """Why no digest may stand there; what is not connected cannot be asked, and is looked at before each digest."""
    platform = house.platforms.get(home.platform)
    return await looking.seen(platform, home.id, channel) if platform else ""


def _home(house: House, workspace: WorkspaceId, place: Place) -> Home | None:
    if place == Place(place.platform):
        return None
    with house.store.look(workspace) as work:
        homes = [home for home in work.homes.all() if place.platform in (None, home.platform)]
    if len(homes) != 1:
        raise NotSet(f"{len(homes)} homes fit: say which with --platform. Nothing was changed")
    return homes[0]


def _moved(work: Work, home: Home, place: Place, house: House) -> None:
    if place.channel:
        home = replace(home, channel=place.channel)
    if place.audience:
        none = place.audience.lower() == "none"
        home = replace(home, audience=None if none else place.audience, gather=None if none else house.now())
    work.homes.save(home)
    if place.admin:
        row = {"platform": home.platform, "id": place.admin, "role": "admin"}
        importing.people(work, [(1, row)], asked=False)


def _said(work: Work, wanted: Mapping[str, str]) -> list[str]:
    if "cut" not in wanted:
        return ["Changed."]
    if work.workspace.next_cut:
        return ["Changed. " + words.say(f"setup.next_{work.workspace.next_cut}", "en")]
    return ["Changed. Nobody was asked yet this week, so the new division holds at once."]


async def sync(house: House, workspace: WorkspaceId, watch: Callable[[str, int, int], None]) -> Enrolled:
    """Read the members of every audience of a workspace now. Raises `NotSet`, `NoAnswer`."""
    with house.store.look(workspace) as work:
        homes = [home for home in work.homes.all() if home.active and home.audience]
    if not homes:
        raise NotSet("no audience is chosen: `pulse workspace set --audience ID`, or import a file")
    total = Enrolled()
    for home in homes:
        total += await _read(house, workspace, home, watch)
    with house.store.work(workspace) as work:
        administering.noted(work, ACTOR, "people sync", house.now())
    return total


async def _read(
    house: House, workspace: WorkspaceId, home: Home, watch: Callable[[str, int, int], None]
) -> Enrolled:
    platform = house.platforms.get(home.platform)
    if platform is None:
        raise NoAnswer(f"{home.platform} is not connected: its variables are not set")
    shown: enrolling.Watch = lambda done, of: watch(f"{home.platform} {home.audience}", done, of)  # noqa: E731
    try:
        found = await enrolling.take_in(house.store, platform, workspace, home, _at_once, shown)
    except (Undeliverable, Uncertain) as no:
        raise NoAnswer(f"{home.platform} does not say who is in {home.audience}: {no}") from no
    with house.store.work(workspace) as work:
        rules.next_time(work, home, house.now() + rules.EVERY)
    return found


async def _at_once(do: Callable[[], None]) -> None:
    do()
