"""What the Teams platform is told by its environment, checked before anything starts."""

from __future__ import annotations

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


class Incomplete(ValueError):
    """A variable is missing; the message names it and says where Microsoft shows its value."""


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
    def of(
        cls,
        *,
        app_id: str = "",
        app_secret: str = "",
        managed_identity: bool | str = False,
        tenant_id: str = "",
        openid_url: str = "",
        login_url: str = "",
        service_hosts: str = "",
    ) -> Settings:
        """The settings from the variables (`TEAMS_` and the name in capitals).

        `tenant_id` and `service_hosts` may name several. Raises `Incomplete`.
        """
        managed = str(managed_identity).lower() in ("1", "true", "yes")
        secret = "" if managed else app_secret
        _complete(app_id, secret or managed, tenant_id)
        return cls(
            app_id=app_id,
            tenants=_listed(tenant_id),
            secret=secret,
            openid_url=openid_url or OPENID_URL,
            login_url=login_url or LOGIN_URL,
            trusted=_listed(service_hosts),
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


def _complete(app_id: str, proof: str | bool, tenant_id: str) -> None:
    where = {
        "TEAMS_APP_ID": (app_id, "Azure > Bot > Configuration > Microsoft App ID"),
        "TEAMS_APP_SECRET": (proof, "Entra > App registrations > Certificates & secrets"),
        "TEAMS_TENANT_ID": (tenant_id, "Entra > Overview > Tenant ID"),
    }
    missing = [f"{name} is missing: {found_at}" for name, (given, found_at) in where.items() if not given]
    if missing:
        raise Incomplete("; ".join(missing))


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
