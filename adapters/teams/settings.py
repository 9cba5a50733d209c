"""What the Teams platform is told by its environment, checked before anything starts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

OPENID_URL = "https://login.botframework.com/v1/.well-known/openidconfiguration"
LOGIN_URL = "https://login.microsoftonline.com"
SERVICE_URL = "https://smba.trafficmanager.net/teams/"
SERVICE_HOSTS = frozenset(
    {
        "smba.trafficmanager.net",
        "smba.infra.gcc.teams.microsoft.com",
        "smba.infra.gov.teams.microsoft.us",
        "smba.infra.dod.teams.microsoft.us",
    }
)
NAMES = ("TEAMS_APP_ID", "TEAMS_APP_SECRET", "TEAMS_MANAGED_IDENTITY", "TEAMS_TENANT_ID")


class Incomplete(ValueError):
    """Teams is half set up: a variable is missing. Named in the message; nothing may start."""


class Foreign(ValueError):
    """This address is not one of Microsoft's connector hosts."""


@dataclass(frozen=True)
class Settings:
    """Who we are at Microsoft, and whom we talk to.

    `secret` is empty with a managed identity. `trusted` are hosts allowed beside Microsoft's own,
    also without https: for tests. An entry without a port stands for every port.
    """

    app_id: str
    tenants: tuple[str, ...]
    secret: str = field(default="", repr=False)
    openid_url: str = OPENID_URL
    login_url: str = LOGIN_URL
    trusted: tuple[str, ...] = ()

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> Settings | None:
        """The settings in `environ`, or None when Teams is not wanted at all.

        Raises `Incomplete` when some variables are there and others are not.
        """
        given = {name: environ.get(name, "").strip() for name in NAMES}
        if not any(given.values()):
            return None
        _complete(given)
        return cls(
            app_id=given["TEAMS_APP_ID"],
            tenants=_listed(given["TEAMS_TENANT_ID"]),
            secret="" if _on(given["TEAMS_MANAGED_IDENTITY"]) else given["TEAMS_APP_SECRET"],
            openid_url=environ.get("TEAMS_OPENID_URL", "").strip() or OPENID_URL,
            login_url=environ.get("TEAMS_LOGIN_URL", "").strip() or LOGIN_URL,
            trusted=_listed(environ.get("TEAMS_SERVICE_HOSTS", "")),
        )

    def serves(self, tenant: str) -> bool:
        """Whether this tenant is on the allow-list."""
        return tenant.lower() in {each.lower() for each in self.tenants}

    def service(self, url: str) -> str:
        """The connector's address, without a slash at its end. Raises `Foreign`."""
        return _service(url, self.trusted)

    @property
    def default_service(self) -> str:
        """Where a home is reached before it was heard of: Microsoft's global address."""
        hosts = [host for host in self.trusted if ":" in host]
        return f"http://{hosts[0]}" if hosts else SERVICE_URL.rstrip("/")


def _complete(given: Mapping[str, str]) -> None:
    missing = [name for name in ("TEAMS_APP_ID", "TEAMS_TENANT_ID") if not given[name]]
    if not given["TEAMS_APP_SECRET"] and not _on(given["TEAMS_MANAGED_IDENTITY"]):
        missing.append("TEAMS_APP_SECRET (or TEAMS_MANAGED_IDENTITY=1)")
    if missing:
        raise Incomplete(f"Microsoft Teams is half set up; missing: {', '.join(missing)}")


def _on(text: str) -> bool:
    return text.lower() not in ("", "0", "no", "false")


def _listed(text: str) -> tuple[str, ...]:
    """`a, b c` as entries; an entry written as an address counts by its host and port."""
    entries = text.replace(",", " ").split()
    return tuple(urlsplit(entry).netloc if "://" in entry else entry for entry in entries)


def _service(url: str, trusted: tuple[str, ...]) -> str:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as wrong:
        raise Foreign(Foreign.__doc__) from wrong
    # Everything two readers of an address could disagree about is refused, not interpreted.
    plain = url.isascii() and not set(url) & set('\\@?#% \t\r\n"<>')
    known = parts.scheme == "https" and port in (None, 443) and host in SERVICE_HOSTS
    tested = parts.scheme in ("http", "https") and (host in trusted or f"{host}:{port}" in trusted)
    if not plain or not (known or tested):
        raise Foreign(Foreign.__doc__)
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"
