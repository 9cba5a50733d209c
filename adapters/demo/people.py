"""Who works in the simulated company, and what its customers tell them."""

from __future__ import annotations

import random

from adapters.playground import Colleague

FIRST = [
    "Mia",
    "Leon",
    "Amira",
    "Jonas",
    "Elif",
    "Finn",
    "Hanna",
    "Noah",
    "Lea",
    "Emre",
    "Clara",
    "Paul",
    "Zoe",
    "Luis",
    "Nele",
    "Ben",
    "Aylin",
    "Max",
    "Ida",
    "Tom",
    "Sofia",
    "Erik",
    "Lina",
    "Karim",
    "Greta",
    "Jan",
    "Maya",
    "Felix",
    "Romy",
    "Anton",
    "Yara",
    "Nils",
    "Ella",
    "Samir",
    "Rosa",
    "Theo",
    "Alma",
    "Oskar",
    "Juna",
    "Milan",
    "Frida",
    "Henry",
    "Leila",
    "Anna",
    "Till",
    "Nora",
    "Ruben",
    "Thea",
    "Malik",
    "Vera",
    "Lasse",
    "Edda",
    "Hugo",
    "Selin",
    "Marie",
    "Piet",
    "Dilara",
    "Kasper",
    "Ines",
    "Ole",
]
LAST = "ABDEFGHKLMNPRSTVWZ"
WHERE = ("support",) * 20 + ("store",) * 16 + ("website",) * 12 + ("app",) * 12

SAID = {
    ("de", True): (
        "Endlich hat jemand zurückgerufen, genau wie versprochen.",
        "Ging schneller als gedacht, die Kundin war ganz begeistert.",
        "Er sagt, bei uns weiß er immer, woran er ist.",
        "Die neue App findet sie viel übersichtlicher.",
    ),
    ("de", False): (
        "Zum dritten Mal wegen derselben Rechnung angerufen, und jeder sagt etwas anderes.",
        "Die Rechnungsmails landen im Spam, er hat eine Mahnung bekommen.",
        "Wartet seit zwei Wochen auf die Gutschrift und glaubt es erst, wenn sie da ist.",
        "Auf der Website stand etwas anderes als im Laden.",
    ),
    ("en", True): (
        "They called back exactly when they said they would.",
        "She said it was the easiest return she ever had.",
        "He always knows where he stands with us, he said.",
    ),
    ("en", False): (
        "Third call about the same invoice, and everybody tells them something different.",
        "The invoice mails end up in spam and he got a reminder.",
        "The website said one thing, the store another.",
    ),
}


def colleagues(seed: int) -> list[Colleague]:
    """Sixty colleagues at four touchpoints; two of them lead, a third reads English."""
    luck = random.Random(f"people {seed}")
    where = list(WHERE)
    luck.shuffle(where)
    found = []
    for at, (name, touchpoint) in enumerate(zip(FIRST, where, strict=True)):
        language, zone = ("en", "Europe/London") if at % 3 == 2 else ("de", "Europe/Berlin")
        last = luck.choice(LAST)
        found.append(Colleague(f"u{at:02d}", f"{name} {last}.", language, zone, touchpoint, at in (4, 5)))
    return found
