"""Every journey runs on every platform, but for the few that say why not."""

from __future__ import annotations

import pytest

from tests import screens
from tests.screens import playground, slack, teams

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
