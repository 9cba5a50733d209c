"""The app package an admin uploads to Teams: `pulse manifest teams --url https://…`."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, UUID, uuid5

from adapters.teams import icons

Json = dict[str, Any]

SCHEMA = "1.25"
VERSION = "1.0.0"  # raise it with every change to what stands here: Teams updates by it
RELAY = "relay"  # the message action
UNSET = "00000000-0000-0000-0000-000000000000"
_SCHEMAS = f"https://developer.microsoft.com/json-schemas/teams/v{SCHEMA}"

_SAID: dict[str, dict[str, str]] = {
    "en": {
        "short": "One question, one tap: what customers feel, relayed by colleagues.",
        "full": (
            "Kundenpuls asks a few colleagues one question a week about their most recent customer, shows "
            "leaders what the answers say only together with others, and follows up until the customer "
            "confirms. Voluntary, self-hosted, no names kept, no channel is read."
        ),
        "relay": "Relay as customer pulse",
        "relay_more": "Pass on what a customer said; you see what is masked before anything is kept.",
    },
    "de": {
        "short": "Eine Frage, ein Tipp: was Kunden fühlen, weitergegeben von Kollegen.",
        "full": (
            "Kundenpuls stellt wenigen Kollegen eine Frage pro Woche zu ihrem jüngsten Kunden, zeigt der "
            "Leitung die Antworten nur zusammen mit anderen und bleibt dran, bis der Kunde bestätigt. "
            "Freiwillig, im eigenen Haus, ohne Namen; kein Kanal wird mitgelesen."
        ),
        "relay": "Als Kundenpuls weitergeben",
        "relay_more": "Gib weiter, was ein Kunde gesagt hat; vorher siehst du, was geschwärzt wird.",
    },
}
_COMMANDS: dict[str, tuple[tuple[str, str], ...]] = {
    "en": (
        ("help", "Everything you can do"),
        ("relay", "Pass on what a customer said"),
        ("questions", "What you were asked, and when the next question may come"),
        ("pause", "Two weeks without a question"),
        ("privacy", "What is stored about you; export, delete, never ask again"),
        ("deutsch", "Auf Deutsch weiter"),
    ),
    "de": (
        ("hilfe", "Alles, was du tun kannst"),
        ("weitergeben", "Weitergeben, was ein Kunde gesagt hat"),
        ("fragen", "Was du gefragt wurdest und wann die nächste Frage kommen kann"),
        ("pause", "Zwei Wochen ohne Frage"),
        ("datenschutz", "Was über dich gespeichert ist; ausgeben, löschen, nie wieder fragen"),
        ("english", "Continue in English"),
    ),
}


def manifest(url: str, *, app_id: str = "", company: str = "Kundenpuls") -> bytes:
    """The package as a zip, the same bytes every time: manifest, German words, icons.

    `url` is where the bot is reached; without `app_id` (`TEAMS_APP_ID`) a nil id stands in its
    place. Raises `ValueError` when `url` is not an https address.
    """
    files = {
        "manifest.json": _written(_manifest(url, app_id, company)),
        "de.json": _written(_localized("de")),
        "color.png": icons.color(),
        "outline.png": icons.outline(),
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _manifest(url: str, app_id: str, company: str) -> Json:
    base, said = _base(url), _SAID["en"]
    app = _guid(app_id)
    return {
        "$schema": f"{_SCHEMAS}/MicrosoftTeams.schema.json",
        "manifestVersion": SCHEMA,
        "version": VERSION,
        "id": app,
        "developer": {
            "name": company[:32],
            "websiteUrl": base,
            "privacyUrl": base,
            "termsOfUseUrl": base,
        },
        "name": {"short": "Kundenpuls", "full": "Kundenpuls: what customers feel"},
        "description": {"short": said["short"], "full": said["full"]},
        "localizationInfo": {
            "defaultLanguageTag": "en",
            "additionalLanguages": [{"languageTag": "de", "file": "de.json"}],
        },
        "icons": {"color": "color.png", "outline": "outline.png"},
        "accentColor": "#1F4D5C",
        "bots": [_bot(app)],
        "composeExtensions": [_extension(app)],
        "permissions": ["identity", "messageTeamMembers"],
        "validDomains": [urlsplit(base).netloc],
        "defaultInstallScope": "personal",
        "defaultGroupCapability": {"team": "bot"},
        "supportsChannelFeatures": "tier1",  # a leadership channel is often a private one
    }


def _bot(app: str) -> Json:
    listed = [{"title": title, "description": about} for title, about in _COMMANDS["en"]]
    return {
        "botId": app,
        "scopes": ["personal", "team"],
        "supportsFiles": False,
        "isNotificationOnly": False,
        "commandLists": [{"scopes": ["personal"], "commands": listed}],
    }


def _extension(app: str) -> Json:
    relay = {
        "id": RELAY,
        "type": "action",
        "context": ["message"],
        "title": _SAID["en"]["relay"],
        "description": _SAID["en"]["relay_more"],
        "fetchTask": True,
    }
    return {"botId": app, "commands": [relay]}


def _localized(language: str) -> Json:
    said = _SAID[language]
    words: Json = {
        "$schema": f"{_SCHEMAS}/MicrosoftTeams.Localization.schema.json",
        "name.short": "Kundenpuls",
        "description.short": said["short"],
        "description.full": said["full"],
        "composeExtensions[0].commands[0].title": said["relay"],
        "composeExtensions[0].commands[0].description": said["relay_more"],
    }
    for number, (title, about) in enumerate(_COMMANDS[language]):
        place = f"bots[0].commandLists[0].commands[{number}]"
        words |= {f"{place}.title": title, f"{place}.description": about}
    return words


def _base(url: str) -> str:
    parts = urlsplit(url.strip())
    if parts.scheme != "https" or not parts.hostname:
        raise ValueError(f"Teams reaches a bot by https only: {url!r} is no such address")
    return f"https://{parts.netloc}{parts.path.rstrip('/')}"


def _guid(app_id: str) -> str:
    """Microsoft's ids are GUIDs; any other id, as tests use, becomes one that is its own."""
    try:
        return str(UUID(app_id)) if app_id else UNSET
    except ValueError:
        return str(uuid5(NAMESPACE_URL, app_id))


def _written(content: Json) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=2).encode() + b"\n"
