"""What stands before a name: a title, a role, a greeting, a signature, "my name is"."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from bot.listening.masking import naming
from bot.listening.masking.naming import Judge


@dataclass(frozen=True, slots=True)
class Cue:
    """What stands before a name."""

    judge: Judge
    heads: str
    """The words a cue can begin with, in lower case."""
    tail: str = r"[ ]{1,2}"
    """What follows the first word, up to the name."""
    lower: bool = False
    """Whether a name can lack its capital here."""


_GREETINGS: Final = r"gr(?:ü|ue)(?:ß|ss)en?"
CUES: Final = (
    Cue(naming.titled, "herr herrn frau mr mrs ms mister fräulein hr", r"\.?[ ]{1,2}", lower=True),
    Cue(
        naming.titled,
        "familie fam fr miss mx madam madame monsieur señor señora schwester sir lady eheleute ehepaar",
        r"\.?[ ]{1,2}",
    ),
    Cue(naming.learned, "dr", r"\.?[ ]{1,2}", lower=True),
    Cue(naming.learned, "prof", r"\.?[ ]{1,2}"),
    Cue(naming.learned, "professor professorin doktor", r"[ ]"),
    Cue(
        naming.introduced,
        "mein my his her ihr sein whose the der",
        r"[ ]name(?:'s|[ ](?:ist|is|was|war|lautet|sei))[ ]?:?[ ]",
        lower=True,
    ),
    Cue(naming.introduced, "ich", r"[ ]hei(?:ß|ss)e[ ]", lower=True),
    Cue(naming.introduced, "namens named"),
    Cue(naming.introduced, "mit by under unter", r"[ ](?:dem[ ]|the[ ])?namen?(?:[ ]of)?[ ]"),
    Cue(naming.introduced, "name vorname nachname familienname surname kundenname", r"[ ]?:[ ]?"),
    Cue(naming.likely, "ich", r"[ ]bin(?:[ ](?:der|die))?[ ]"),
    Cue(naming.likely, "hier", r"[ ](?:ist|spricht|schreibt)[ ]"),
    Cue(naming.likely, "i this it call", r"(?:[ ](?:am|is|me)|'[ms])[ ]"),
    Cue(naming.likely, "called hieß hiess heißt dank für sagt says meint"),
    Cue(
        naming.likely,
        "kunde kundin kunden customer client nutzer nutzerin user patient patientin gast guest mieter "
        "mieterin tenant "
        "anrufer anruferin caller bewohner bewohnerin member mitglied stammkunde stammkundin",
        r"[ ]?[:,]?[ ]",
    ),
    Cue(
        naming.likely,
        "sprach gesprochen telefonat telefoniert gespräch chat kontakt termin gechattet",
        r"[ ](?:bei|mit)[ ]",
    ),
    Cue(naming.likely, "beraten bedient betreut bearbeitet geholfen behandelt", r"[ ]von[ ]"),
    Cue(
        naming.likely, "lob dank danke dankeschön gruß gruss grüße kompliment", r"[ ]an(?:[ ](?:die|den))?[ ]"
    ),
    Cue(naming.likely, "z c i attn", r"(?:\.[ ]?hd\.?|/o|\.[ ]?[av]\.|\.?:?)[ ]"),
    Cue(
        naming.expected,
        "kollege kollegin mitarbeiter mitarbeiterin berater beraterin fachberater kundenberater "
        "kundenberaterin verkäufer verkäuferin agent agentin techniker technikerin fahrer fahrerin chef "
        "chefin filialleiter filialleiterin teamleiter teamleiterin ansprechpartner ansprechpartnerin "
        "sachbearbeiter sachbearbeiterin bearbeiter bearbeiterin monteur azubi kassierer kassiererin "
        "kellner kellnerin pfleger pflegerin zusteller zustellerin employee colleague rep "
        "representative manager advisor adviser technician engineer driver cashier waiter waitress "
        "nurse clerk operator receptionist salesman saleswoman assistant supervisor consultant gez "
        "signed unterzeichnet betreuer betreuerin lehrer lehrerin trainer trainerin dozent dozentin "
        "arzt ärztin makler maklerin vermieter vermieterin hausmeister nachbar nachbarin teacher doctor "
        "landlord landlady neighbour neighbor coach midwife therapist host hostess steward",
        r"\.?[ ]?[:,]?[ ]",
    ),
    Cue(
        naming.expected,
        "spoke spoken speak speaking talk talked talking chat chatted chatting dealt",
        r"[ ](?:to|with)[ ]",
    ),
    Cue(naming.expected, "helped served assisted handled advised treated", r"[ ]by[ ]"),
    Cue(naming.expected, "kudos thanks thank shoutout shout props", r"(?:[ -](?:you|out))?[ ]to[ ]"),
    Cue(naming.expected, "ask asked", r"[ ]for[ ]"),
    Cue(
        naming.greeted,
        "hallo hi hey liebe lieber liebes moin servus grüezi dear hello",
        r"[ ]?,?[ ]",
        lower=True,
    ),
    Cue(
        naming.greeted,
        "guten grüß good",
        r"[ ](?:tag|morgen|abend|gott|morning|afternoon|evening)[ ]?,?[ ]",
        lower=True,
    ),
    Cue(
        naming.signed,
        "lg vg mfg bg hg grüße grüsse gruesse gruß gruss regards cheers xoxo sincerely hochachtungsvoll ciao",
        r"(?:[ ]yours)?[,.!:]?(?:[ ]?-)?\s{1,3}",
        lower=True,
    ),
    Cue(
        naming.signed,
        "best yours take bis viele vielen liebe lieben beste besten herzliche herzlichen freundliche "
        "freundlichen schöne schönen",
        rf"[ ](?:wishes|truly|sincerely|faithfully|care|bald|{_GREETINGS})[,.!:]?(?:[ ]?-)?\s{{1,3}}",
        lower=True,
    ),
    Cue(
        naming.thanked,
        "thanks thank thx ty danke dankeschön dank merci love best yours your ihre ihr deine dein eure "
        "euer sorry bravo",
        r"(?:[ ](?:you|again|so[ ]much|very[ ]much|a[ ]lot|sehr|schön)){0,2}[,.!]?(?:[ ]?-)?\s{1,3}",
    ),
    Cue(naming.thanked, "well good great", r"[ ](?:done|job)[,.!]?[ ]"),
)
LINE_START: Final = Cue(naming.ended, "")
LINE: Final = re.compile(r"\n[ ]?(?:-{1,2}[ ]?)?|[ ]-{1,2}[ ]?|~[ ]?")
WORD: Final = re.compile(r"(?<![\w@])[^\W\d_]+")


@cache
def by_head() -> dict[str, list[tuple[Cue, re.Pattern[str]]]]:
    """Return cues by the word they begin with: a text is walked once, word by word, not once for each cue."""
    found: dict[str, list[tuple[Cue, re.Pattern[str]]]] = {}
    for cue in CUES:
        tail = re.compile(cue.tail, re.IGNORECASE)
        for head in cue.heads.split():
            found.setdefault(head, []).append((cue, tail))
    return found
