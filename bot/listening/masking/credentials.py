"""What opens an account or points at a machine: passwords, logins, keys, IP addresses."""

import re
from collections.abc import Iterator
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from typing import Final

from bot.listening.masking.spans import Span

_CALLED: Final = (
    r"passw(?:o|ö)rt\w{0,3}|kennw(?:o|ö)rt\w{0,3}|password|passwd|passphrase|passcode|pwd|pw|pin(?:[ "
    r"-]?(?:code|nummer|number))?"
    r"|puk|m?tan|otp|einmalcode|bestätigungscode|zugangscode|verification[ ]code|one[ -]time[ ]code"
    r"|api[ -]?key|secret|token"
)
_LOGIN: Final = (
    r"login(?:[ -]?name)?|benutzer(?:name|kennung)?|nutzername|user(?:[ -]?(?:name|id))?|username|anmeldename"
)
_FILLER: Final = r"(?:[ ](?:des|der|vom|von|of|the|for|kunden|customer|hier|here|jetzt|now|für|mein|my)){0,3}"
_HINTS: Final = (
    "pass",
    "kennw",
    "nutzer",
    "pw",
    "pin",
    "puk",
    "tan",
    "otp",
    "code",
    "key",
    "secret",
    "token",
    "login",
    "user",
    "name",
    "kennung",
)
"""Letters without which no cue stands in a text: most comments hold none."""
_SAID: Final = re.compile(
    rf"(?<![\w@-])(?P<cue>{_CALLED}|{_LOGIN}){_FILLER}(?P<sign>[ ]?[:=][ ]?|[ ](?:ist|war|is|was"
    rf"|lautet|lautete|heißt)[ ]|[ ])"
    r"(?P<quote>[\"'„“»«`]?)(?P<value>[^\s\"“”»«`\ue000\[]{2,64})",
    re.IGNORECASE,
)
_PLAIN_WORD: Final = re.compile(r"[^\W\d_]?[^\W\d_A-Z]*|[^\W\d_a-z]+")
_NUMBER: Final = re.compile(r"\d{4,10}")
_MAY_BE_A_NUMBER: Final = re.compile(r"pin|puk|tan|otp|code|pass", re.IGNORECASE)

_KEYS: Final = re.compile(
    r"(?<![\w-])(?:eyJ[\w-]{8,500}(?:\.[\w-]{1,2000}){0,2}|(?:sk|pk|rk)[-_](?:live|test"
    r"|proj)?[-_]?\w{16,100}|gh[pousr]_\w{20,80}"
    r"|xox[abposr]-[\w-]{10,100}|AKIA[A-Z0-9]{16}|AIza[\w-]{30,40}|Bearer[ ][\w.~+/-]{8,500}"
    r"|(?=[a-f]{0,31}\d)[0-9a-f]{32,128}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?![\w-])"
)

_IP4: Final = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.]*\d)")
_IP6: Final = re.compile(
    r"(?<![\w:.])(?=[0-9a-f:]{3,39}(?![\w:]))[0-9a-f]{0,4}(?::{1,2}[0-9a-f]{1,4}){2,7}:{0,2}(?![\w:])",
    re.IGNORECASE,
)
_IP_CUE: Final = re.compile(
    r"(?<!\w)ip(?:v[46])?(?:[ -]?(?:adresse|address|addr))?(?!\w)[^.\n]{0,24}$", re.IGNORECASE
)
_VERSION: Final = re.compile(r"(?:version|build|release|firmware|update|v)\W{0,3}$", re.IGNORECASE)


def keys(shadow: str) -> Iterator[Span]:
    """Find keys by their shape, whatever stands before them."""
    for match in _KEYS.finditer(shadow):
        yield Span(match.start(), match.end(), "secret")


def spoken(shadow: str) -> Iterator[Span]:
    """Find the password or login somebody was asked for; "the password is wrong" is none."""
    lowered = shadow.lower()
    if not any(hint in lowered for hint in _HINTS):
        return
    for match in _SAID.finditer(shadow):
        value = match["value"].rstrip(".,;)?'") if not match["quote"] else match["value"].rstrip("'")
        if value and _is_secret(match["cue"], match["sign"].strip().lower(), value, bool(match["quote"])):
            yield Span(match.start("value"), match.start("value") + len(value), "secret")


def _is_secret(cue: str, sign: str, value: str, quoted: bool) -> bool:
    if value.isdigit():
        return bool(_MAY_BE_A_NUMBER.search(cue)) and bool(_NUMBER.fullmatch(value))
    odd = not _PLAIN_WORD.fullmatch(value.strip("!?.,-"))
    if sign in {":", "=", "lautet", "lautete"}:
        return True
    if sign:
        return quoted or (odd and not value.endswith("-"))
    return odd and any(c.isdigit() for c in value) and any(c.isalpha() for c in value)


def addresses_of_machines(shadow: str) -> Iterator[Span]:
    """Find IPv4 addresses, but no version numbers; IPv6 only where the text says it is an address."""
    for match in _IP4.finditer(shadow):
        if not _VERSION.search(shadow[max(0, match.start() - 12) : match.start()]) and _parses(
            IPv4Address, match[0]
        ):
            yield Span(match.start(), match.end(), "ip")
    for match in _IP6.finditer(shadow):
        if _IP_CUE.search(shadow[max(0, match.start() - 40) : match.start()]) and _parses(
            IPv6Address, match[0]
        ):
            yield Span(match.start(), match.end(), "ip")


def _parses(address: type[IPv4Address] | type[IPv6Address], text: str) -> bool:
    try:
        address(text)
    except AddressValueError:
        return False
    return True
