"""Hard probes, written by hand after the training comments and never trained on: implicit, ironic, negated, terse."""

GOLD: dict[str, dict[str, tuple[str, ...]]] = {
    "de": {
        "positive": (
            "Den Laden erzähle ich im ganzen Verein herum", "Selbst mein Vater, der sonst an allem herumnörgelt, war still",
            "Ich hätte den doppelten Weg auf mich genommen", "Am Montag gemeldet, am Montag erledigt",
            "Ihr habt einen neuen Stammgast", "Das Kleid saß, die Braut hat geweint vor Glück", "Da weiß man, wo das Geld hingeht",
            "Zum ersten Mal seit Jahren schlafe ich wieder durch", "Nichts war ihm zu viel", "Der Hund will gar nicht mehr weg vom neuen Kissen",
            "Ich nehme alles zurück, was ich über euch gesagt habe", "Man wird nicht zum Kauf gedrängt",
            "Keine Minute zu spät und kein Cent zu viel", "Die haben mitgedacht", "Weder Ärger noch Papierkram, einfach unterschrieben und los",
            "Unser Kleiner fragt jeden Morgen, wann wir wieder hingehen", "Sie hat sich sogar meinen Geburtstag gemerkt",
        ),
        "negative": (
            "Mein Akkuschrauber hat euren Service überlebt, aber nur knapp", "Den Satz ‚Da kann ich nichts machen' habe ich viermal gehört",
            "Ich habe extra Kaffee gekocht, gekommen ist keiner", "Wenn ihr so baut, wie ihr ans Telefon geht, gute Nacht",
            "Mit dem Foto im Prospekt hat das Zimmer nur die Tür gemeinsam", "Der Rabatt galt natürlich genau bis gestern",
            "Nach der Wartung tropft es an drei Stellen statt an einer", "Schön, dass wir darüber gesprochen haben",
            "Ich bezahle doch nicht fürs Üben", "Mir wurde geraten, es eben noch einmal zu kaufen", "Und dafür nehme ich mir frei",
            "Selbst schuld, hieß es", "Meine Unterschrift wollten sie sofort, mein Problem will keiner", "Kundennähe stelle ich mir anders vor",
            "Die Hälfte der Knöpfe macht nichts, die andere Hälfte das Falsche", "Bei Regen geht der Schirm nicht auf",
            "Fürs nächste Mal bringe ich ein Buch mit", "Man hat uns vergessen, einfach vergessen", "Drei Mahnungen für eine Rechnung, die ich nie bekam",
        ),
        "neutral": (
            "Kunde war mit seiner Tochter da, sie haben sich Fahrräder angeschaut", "Möchte lieber per Mail benachrichtigt werden",
            "Ob die Filiale am Hafen bleibt, wollte er wissen", "Sie zahlt künftig per Überweisung", "Braucht man für die Anmeldung einen Ausweis?",
            "Teils Sonne, teils Regen, so war es auch mit dem Service", "Er überlegt, ob er das große oder das kleine Paket nimmt",
            "Hat den Gutschein von seiner Frau bekommen", "Kundin fragt nach den Zutaten", "Der Umbau beginnt nach den Ferien",
            "Das eine funktioniert, das andere nicht", "Bittet um einen Termin im neuen Jahr", "Wohin schicke ich das Formular?",
        ),
    },
    "en": {
        "positive": (
            "I tell everyone at the club about this shop", "Even my father, who grumbles about everything, went quiet",
            "I would have driven twice as far", "Reported on Monday, done on Monday", "You have a new regular",
            "The dress was right and the bride cried happy tears", "You can see where the money goes", "First full night's sleep in years",
            "Nothing was too much bother for him", "The dog won't leave his new cushion", "I take back everything I said about you",
            "No pushing, no selling, just answers", "Not a minute late and not a penny over", "They think ahead",
            "No arguments and no paperwork, just signed and off we went", "Our little one asks every morning when we are going back",
            "She even remembered my birthday",
        ),
        "negative": (
            "My washing machine survived your service, but only just", "I heard the words nothing I can do four times",
            "I put the kettle on and nobody came", "If you build the way you answer the phone, good night",
            "All the room shares with the brochure is the door", "The discount of course ran out yesterday",
            "Since the maintenance it drips in three places instead of one", "Glad we had this little chat",
            "I am not paying for you to practise", "I was advised to just buy it again", "And I took a day off for this",
            "My own fault, I was told", "They wanted my signature at once, my problem nobody wants", "Not my idea of being close to customers",
            "Half the buttons do nothing, the other half the wrong thing", "The umbrella refuses to open in the rain",
            "Next time I'll bring a book", "They forgot us, simply forgot us", "Three reminders for a bill that never came",
        ),
        "neutral": (
            "Customer came with his daughter, they looked at bikes", "Would rather be notified by email",
            "He was wondering whether the branch at the harbour stays", "She will pay by bank transfer from now on",
            "Is an ID needed to register?", "Some sun, some rain, that was the service too", "He is deciding between the large and the small plan",
            "Got the voucher from his wife", "Customer asks about the ingredients", "Building work starts after the holidays",
            "One thing works, the other doesn't", "Asks for a date in the new year", "Where do I send the form?",
        ),
    },
}  # fmt: skip
