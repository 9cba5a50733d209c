"""Half a set-up starts nothing; foreign addresses are foreign however they are spelt."""

from __future__ import annotations

import pytest

from adapters.teams.settings import Foreign, Incomplete, Settings

WHOLE = {"TEAMS_APP_ID": "app-1", "TEAMS_APP_SECRET": "s3cret", "TEAMS_TENANT_ID": "t1"}


def test_without_any_variable_teams_is_not_wanted() -> None:
    assert Settings.read({"SLACK_BOT_TOKEN": "x", "TEAMS_APP_ID": " "}) is None


@pytest.mark.parametrize("missing", WHOLE)
def test_what_is_missing_is_named(missing: str) -> None:
    with pytest.raises(Incomplete, match=missing):
        Settings.read({key: value for key, value in WHOLE.items() if key != missing})


def test_a_managed_identity_needs_no_secret() -> None:
    settings = Settings.read(
        {"TEAMS_APP_ID": "app-1", "TEAMS_TENANT_ID": "T1 t2", "TEAMS_MANAGED_IDENTITY": "true"}
    )
    assert settings is not None
    assert (settings.secret, settings.serves("t1"), settings.serves("t3")) == ("", True, False)


def test_the_secret_is_not_printed() -> None:
    assert "s3cret" not in repr(Settings.read(WHOLE))


@pytest.mark.parametrize(
    "url",
    [
        "https://smba.trafficmanager.net/emea/",
        "https://smba.trafficmanager.net:443/emea",
        "https://smba.infra.gcc.teams.microsoft.com/amer/",
    ],
)
def test_microsofts_own_hosts_are_served(url: str) -> None:
    settings = Settings.read(WHOLE)
    assert settings is not None
    assert settings.service(url) == url.rstrip("/")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "smba.trafficmanager.net",
        "http://smba.trafficmanager.net/emea/",
        "https://smba.trafficmanager.net:8443/",
        "https://smba.trafficmanager.net.evil.example/",
        "https://evil.example/smba.trafficmanager.net",
        "https://smba.trafficmanager.net@evil.example/",
        "https://evil.example\\@smba.trafficmanager.net/",
        "https://evil.example#@smba.trafficmanager.net/",
        "https://evil.example?@smba.trafficmanager.net/",
        "https://smba.trafficmanager.net%2eevil.example/",
        "https://smba.trafficmanager。net/",
        "https://smba.trafficmanager.net:x/",
        "https://[::1/",
        "ftp://smba.trafficmanager.net/",
    ],
)
def test_everything_else_is_foreign(url: str) -> None:
    settings = Settings.read({**WHOLE, "TEAMS_SERVICE_HOSTS": "127.0.0.1:4000, localhost"})
    assert settings is not None
    with pytest.raises(Foreign):
        settings.service(url)


def test_hosts_named_for_tests_are_served_without_https() -> None:
    settings = Settings.read({**WHOLE, "TEAMS_SERVICE_HOSTS": "127.0.0.1:4000, http://localhost"})
    assert settings is not None
    assert settings.service("http://127.0.0.1:4000/") == settings.default_service
    assert settings.service("http://localhost:9/") == "http://localhost:9"
    with pytest.raises(Foreign):
        settings.service("http://127.0.0.1:4001")
