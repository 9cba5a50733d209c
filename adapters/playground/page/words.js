// What the page itself says, in German and English. Messages bring their own language.

const WORDS = {
  en: {
    tagline: "Playground · nothing leaves this machine",
    skip: "Skip to the chat", pageLanguage: "Language of this page", panes: "Panes",
    tabChat: "Chat", tabLeaders: "Leaders", tabClock: "Clock",
    chatTitle: "An employee’s chat", pick: "You are", pickHint: "Search a colleague",
    nobody: "Nobody of that name", colleagueLanguage: "Language this colleague reads",
    menu: "Everything you can do: /pulse", relay: "Relay as customer pulse",
    write: "Write to Kundenpuls, or /pulse", send: "Send", you: "You",
    emptyChat: "All quiet. Let a day pass, or write to Kundenpuls: /pulse shows everything you can do.",
    onlyYou: "Only visible to you", changed: "changed", leader: "leader",
    leadersTitle: "The leadership channel", emptyLeaders: "No digest yet. It stands here on Monday morning, once a week has passed.",
    reads: "You read along as {name}, a leader.", watches: "{name} would not see this channel. To tap here, be a leader:",
    details: "More", numbers: "The numbers", week: "Week", answers: "Answers", more: "More ways to react",
    clockTitle: "The clock", nextDay: "Next day", nextWeek: "Next week", run: "Let it run", pause: "Pause",
    passing: "Time is passing …", running: "The company runs by itself.", still: "Time stands still until you let it pass.",
    waitingTitle: "Questions waiting", noneWaiting: "Nobody has a question waiting.", andMore: "and {n} more",
    waits: "has a question waiting", pulseWeek: "Pulse week {n}",
    truthTitle: "Behind the curtain", truth: "Show the truth",
    truthHint: "Only a simulation knows what its customers really feel.",
    trueLine: "Truth", estimate: "Estimate", noTruth: "Nothing estimated yet.",
    none: "–", cancel: "Cancel", close: "Close", form: "A form", optional: "optional",
    file: "A file for you alone", download: "Download {name}", look: "Look inside",
    lost: "Connection lost. Trying again …", failed: "That did not work. Try again in a moment.",
    gone: "That message stands no more. Type /pulse for a fresh one.",
    old: "This button is from an older version. Type /pulse for a fresh one.",
    large: "That is too long. Shorten it and send it again.", busy: "Time is passing already. Wait a moment.",
    nobodyHere: "That colleague no longer works here. Choose another.",
  },
  de: {
    tagline: "Spielwiese · nichts verlässt diesen Rechner",
    skip: "Zum Chat springen", pageLanguage: "Sprache dieser Seite", panes: "Bereiche",
    tabChat: "Chat", tabLeaders: "Leitung", tabClock: "Uhr",
    chatTitle: "Ein Chat im Team", pick: "Du bist", pickHint: "Kollegin oder Kollegen suchen",
    nobody: "Niemand mit diesem Namen", colleagueLanguage: "Sprache, in der diese Person liest",
    menu: "Alles, was du tun kannst: /pulse", relay: "Als Kundenpuls weitergeben",
    write: "Schreib an Kundenpuls, oder /pulse", send: "Senden", you: "Du",
    emptyChat: "Alles ruhig. Lass einen Tag vergehen oder schreib an Kundenpuls: /pulse zeigt alles, was du tun kannst.",
    onlyYou: "Nur für dich sichtbar", changed: "geändert", leader: "Leitung",
    leadersTitle: "Der Kanal der Leitung", emptyLeaders: "Noch kein Bericht. Er steht hier am Montagmorgen, sobald eine Woche vergangen ist.",
    reads: "Du liest mit als {name}, Teil der Leitung.", watches: "{name} würde diesen Kanal nicht sehen. Um hier zu tippen, sei jemand aus der Leitung:",
    details: "Mehr dazu", numbers: "Die Zahlen", week: "Woche", answers: "Antworten", more: "Weitere Möglichkeiten",
    clockTitle: "Die Uhr", nextDay: "Nächster Tag", nextWeek: "Nächste Woche", run: "Laufen lassen", pause: "Anhalten",
    passing: "Die Zeit vergeht …", running: "Die Firma läuft von selbst.", still: "Die Zeit steht, bis du sie vergehen lässt.",
    waitingTitle: "Wartende Fragen", noneWaiting: "Auf niemanden wartet eine Frage.", andMore: "und {n} weitere",
    waits: "hat eine wartende Frage", pulseWeek: "Pulswoche {n}",
    truthTitle: "Hinter dem Vorhang", truth: "Die Wahrheit zeigen",
    truthHint: "Nur eine Simulation weiß, was ihre Kunden wirklich fühlen.",
    trueLine: "Wahrheit", estimate: "Schätzung", noTruth: "Noch nichts geschätzt.",
    none: "–", cancel: "Abbrechen", close: "Schließen", form: "Ein Formular", optional: "freiwillig",
    file: "Eine Datei, nur für dich", download: "{name} herunterladen", look: "Hineinsehen",
    lost: "Verbindung verloren. Neuer Versuch …", failed: "Das hat nicht geklappt. Versuch es gleich noch einmal.",
    gone: "Diese Nachricht steht nicht mehr. Schreib /pulse für eine neue.",
    old: "Dieser Knopf stammt aus einer älteren Version. Schreib /pulse für einen neuen.",
    large: "Das ist zu lang. Kürze es und sende es noch einmal.", busy: "Die Zeit vergeht schon. Warte einen Moment.",
    nobodyHere: "Diese Person arbeitet nicht mehr hier. Wähle jemand anderen.",
  },
};

let current = remembered() ?? (navigator.language.startsWith("de") ? "de" : "en");

export const language = () => current;

/** The page speaks another language from now on. */
export function speak(chosen) {
  current = chosen;
  try {
    localStorage.setItem("language", chosen);
  } catch { /* a browser that keeps nothing still plays */ }
}

/** A text by its name, its {slots} filled; in the language of the page or a given one. */
export function say(name, slots = {}, inLanguage = current) {
  const text = (WORDS[inLanguage] ?? WORDS[current])[name] ?? name;
  return text.replace(/\{(\w+)\}/g, (_, slot) => slots[slot] ?? "");
}

export const known = (name) => name in WORDS.en;

/** Put the texts into everything that is marked for one. */
export function translate(root = document) {
  document.documentElement.lang = current;
  for (const element of root.querySelectorAll("[data-word]")) element.textContent = say(element.dataset.word);
  for (const element of root.querySelectorAll("[data-label]")) element.setAttribute("aria-label", say(element.dataset.label));
  for (const element of root.querySelectorAll("[data-hint]")) element.placeholder = say(element.dataset.hint);
}

/** A moment as the clock on somebody's wall shows it; without a zone, the wall of the one who wrote it. */
export function moment(iso, options, zone) {
  const written = zone ? iso : iso.slice(0, 16) + "Z";
  const speech = current === "de" ? "de-DE" : "en-GB";
  try {
    return new Intl.DateTimeFormat(speech, { ...options, timeZone: zone ?? "UTC" }).format(new Date(written));
  } catch {
    return moment(iso, options); // a zone this browser does not know
  }
}

export const whole = (value) => (value == null ? say("none") : String(Math.round(value)));

function remembered() {
  try {
    const kept = localStorage.getItem("language");
    return kept in WORDS ? kept : null;
  } catch {
    return null;
  }
}
