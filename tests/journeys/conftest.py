"""Every journey runs on every platform, but for the few that say why not."""

from __future__ import annotations

import pytest

from tests import screens
from tests.screens import playground, slack, teams
from tests.world import Someone, World

PLATFORMS = ("playground", "slack", "teams")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Once a platform; `@pytest.mark.only("playground", why="…")` for what makes sense on that one alone."""
    if "screen" in metafunc.fixturenames:
        only = metafunc.definition.get_closest_marker("only")
        assert only is None or only.kwargs["why"]
        metafunc.parametrize("screen", only.args if only else PLATFORMS, indirect=True)


@pytest.fixture
def screen(request: pytest.FixtureRequest) -> screens.Screen:
    """The platform this journey runs on."""
    if request.param == "slack":
        return slack.Screen(request.getfixturevalue("slack_side"))
    if request.param == "teams":
        return teams.Screen(request.getfixturevalue("teams_side"))
    return playground.Screen()


@pytest.fixture
def mia(world: World) -> Someone:
    """Somebody who is never asked a question, so that all she reads is about her relays."""
    return world.colleague("Mia", imported=False)


@pytest.fixture
def lea(world: World) -> Someone:
    """A leader who is never asked a question either."""
    return world.colleague("Lea", role="leader", imported=False)
