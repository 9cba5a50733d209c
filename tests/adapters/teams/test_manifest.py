"""The app package: what Teams' own schema accepts, with icons of the sizes it asks for."""

from __future__ import annotations

import io
import json
import os
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Any

import pytest

from adapters import teams
from bot import commanding
from tests import optional

ROOT = Path(__file__).parents[3]
GUID = "6f9c2f1e-6f0c-4f8a-9a44-0c5c1d3e2b71"
URL = "https://pulse.example.org"


def package(**more: Any) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(teams.manifest(URL, **more))) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def written(name: str = "manifest.json", **more: Any) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(package(**more)[name])
    return read


def test_the_package_is_the_same_bytes_every_time_and_lies_in_the_repository() -> None:
    assert teams.manifest(URL) == teams.manifest(URL)
    kept = ROOT / "manifests" / "teams"
    assert {path.name: path.read_bytes() for path in kept.iterdir()} == package()


def test_the_bot_is_the_one_that_was_registered() -> None:
    made = written(app_id=GUID.upper())
    assert {made["id"], made["bots"][0]["botId"], made["composeExtensions"][0]["botId"]} == {GUID}
    assert made["bots"][0]["scopes"] == ["personal", "team"]
    assert made["validDomains"] == ["pulse.example.org"]


def test_a_message_can_be_relayed_from_where_it_stands() -> None:
    command = written()["composeExtensions"][0]["commands"][0]
    assert (command["title"], command["context"], command["fetchTask"]) == (
        "Relay as customer pulse",
        ["message"],
        True,
    )


def test_every_listed_command_is_a_word_the_bot_knows_in_both_languages() -> None:
    english = [each["title"] for each in written()["bots"][0]["commandLists"][0]["commands"]]
    german = [text for key, text in written("de.json").items() if key.startswith("bots") and "title" in key]
    known = {spelling for spellings in commanding.WORDS.values() for spelling in spellings}
    assert len(english) == len(german)
    assert set(english) | set(german) <= known


@pytest.mark.parametrize(("name", "size"), [("color.png", 192), ("outline.png", 32)])
def test_icons_have_the_size_teams_asks_for(name: str, size: int) -> None:
    png = package()[name]
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", png[16:24]) == (size, size)
    assert png.endswith(b"IEND" + struct.pack(">I", zlib.crc32(b"IEND")))


def test_the_outline_is_white_on_nothing() -> None:
    png = package()["outline.png"]
    length = struct.unpack(">I", png[33:37])[0]
    rows = zlib.decompress(png[41 : 41 + length])
    pixels = [rows[at + 1 : at + 129] for at in range(0, len(rows), 129)]
    assert {bytes(row[at : at + 3]) for row in pixels for at in range(0, 128, 4)} == {b"\xff\xff\xff"}
    assert {row[3] for row in pixels} == {0}


@pytest.mark.parametrize("url", ["http://pulse.example.org", "pulse.example.org", "https://", "ftp://x"])
def test_an_address_teams_cannot_reach_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="https"):
        teams.manifest(url)


@pytest.mark.node
@pytest.mark.parametrize("version", ["1.22", "1.23", "1.24", "1.25"])
@pytest.mark.parametrize("name", ["MicrosoftTeams.schema.json", "MicrosoftTeams.Localization.schema.json"])
def test_microsofts_schema_accepts_it(version: str, name: str) -> None:
    try:
        import jsonschema
    except ModuleNotFoundError:
        optional.missing("node", "the Python package jsonschema checks Microsoft's schemas")
    schema = json.loads(_schema(version, name).read_text())
    made = written("de.json") if "Localization" in name else written(app_id=GUID)
    if "Localization" not in name and version != "1.25":
        made["manifestVersion"] = version
        del made["supportsChannelFeatures"]  # new with 1.25
    jsonschema.Draft7Validator(schema).validate(made)


def _schema(version: str, name: str) -> Path:
    modules = Path(os.environ.get("PULSE_TEST_NODE_MODULES", ROOT / "node_modules"))
    schemas = modules / "@microsoft" / "app-manifest" / "build" / "json-schemas" / "teams"
    if not schemas.is_dir():
        optional.missing("node", "npm install --no-save @microsoft/app-manifest@1.1.2 brings the schemas")
    return schemas / f"v{version}" / name
