"""Half a set-up starts nothing; foreign addresses are foreign however they are spelt."""

from __future__ import annotations

import pytest

from adapters.teams.settings import Foreign, Incomplete, Settings

WHOLE = {"app_id": "app-1", "app_secret": "s3cret", "tenant_id": "t1"}


@pytest.mark.parametrize("missing", WHOLE)
def test_what_is_missing_is_named(missing: str) -> None:
    given = {key: value for key, value in WHOLE.items() if key != missing}
    with pytest.raises(Incomplete, match=f"TEAMS_{missing.upper()} is missing"):
        Settings.of(**given)  # type: ignore[arg-type]


def test_a_managed_identity_needs_no_secret() -> None:
    settings = Settings.of(app_id="app-1", tenant_id="T1 t2", managed_identity=True)
    assert (settings.secret, settings.serves("t1"), settings.serves("t3")) == ("", True, False)


def test_the_secret_is_not_printed() -> None:
    assert "s3cret" not in repr(settings())


def settings(service_hosts: str = "") -> Settings:
    return Settings.of(app_id="app-1", app_secret="s3cret", tenant_id="t1", service_hosts=service_hosts)


@pytest.mark.parametrize(
    "url",
    [
        "https://smba.trafficmanager.net/emea/",
        "https://smba.trafficmanager.net:443/emea",
        "https://smba.infra.gcc.teams.microsoft.com/amer/",
    ],
)
def test_microsofts_own_hosts_are_served(url: str) -> None:
    assert settings().service(url) == url.rstrip("/")


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
    with pytest.raises(Foreign):
        settings("127.0.0.1:4000, localhost").service(url)


def test_hosts_named_for_tests_are_served_without_https() -> None:
    tested = settings("127.0.0.1:4000, http://localhost")
    assert tested.service("http://127.0.0.1:4000/") == tested.default_service
    assert tested.service("http://localhost:9/") == "http://localhost:9"
    with pytest.raises(Foreign):
        tested.service("http://127.0.0.1:4001")
