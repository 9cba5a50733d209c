"""What leaders believe: asked once a month, one tap, sealed until the digest, then held against reality."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot import asking, cadence, meeting, words
from bot.events import Believed, Who
from bot.messages import Button, Message, Reply, lines
from bot.model import Belief, Language, Person, PersonId, Week
from bot.ports import Work
from bot.statistics import belief
from bot.statistics.figures import Z90, Estimate
from bot.statistics.release import WHOLE

BACK = 9  # releases in which last month's gap is looked for
LUCK = 0.5  # the middle of the Wednesday's hours


class NoSuchGuess(Exception):
    """This is not one of the options."""


class Sealed(Exception):
    """The digest of this month is being made: beliefs are sealed."""


def key(week: Week, person: PersonId) -> str:
    """The delivery of a belief question: once a month and leader."""
    return f"belief:{week}:{person}"


def plan(work: Work, week: Week, now: datetime, leaders: Sequence[Who] | None) -> int:
    """Put the question to everybody who leads now; how many. `leaders`: as the platforms say, None if they do not.

    Doing it again changes nothing. Whoever said "never again" is not asked this either.
    """
    people = work.people.leaders() if leaders is None else _leading(work, leaders)
    parcels = []
    for person in people:
        account = work.people.account(person.id)
        when = moment(work, week, person, now)
        if account is None or when is None or not wanted(person):
            continue
        parcels.append((asking.to(account, key(week, person.id), "belief", person.id, week), when))
    work.deliveries.plan(parcels)
    return len(parcels)


def _leading(work: Work, leaders: Iterable[Who]) -> list[Person]:
    """Whoever leads, each once; whoever does not any more is a colleague again."""
    found: dict[PersonId, Person] = {}
    for who in leaders:
        if work.people.met(who) is None and work.people.entombed(who):
            continue  # had everything deleted: not stored anew
        person, _ = meeting.meet(work, who, role="leader")
        found[person.id] = person
    for person in work.people.leaders():
        if person.role == "leader" and person.id not in found:
            work.people.save(replace(person, role="colleague"))
    for person in found.values():
        if person.role == "colleague":
            work.people.save(replace(person, role="leader"))
    return list(found.values())


def moment(work: Work, week: Week, person: Person, now: datetime) -> datetime | None:
    """When to ask: Wednesday in the leader's own hours, Thursday where that is a holiday."""
    return next(
        (
            when
            for weekday in cadence.BELIEF_DAYS
            if (when := cadence.moment(week, replace(person, weekday=weekday), work.workspace, now, LUCK))
        ),
        None,
    )


def wanted(person: Person) -> bool:
    """Whether this leader may be asked at all."""
    return person.active and not person.opted_out


def may_ask(work: Work, week: Week, person: Person, now: datetime) -> bool:
    """Whether this leader may be asked right now: on one of the days, in their own hours."""
    days = (replace(person, weekday=weekday) for weekday in cadence.BELIEF_DAYS)
    return wanted(person) and any(cadence.is_open(week, day, work.workspace, now) for day in days)


def believe(work: Work, person: Person, event: Believed, now: datetime) -> Reply:
    """Seal the guess, or show the question again where nothing was guessed. Raises `NoSuchGuess`, `Sealed`."""
    week = Week(event.week)
    if work.deliveries.get(key(week, person.id)) is None or (
        event.guess and event.guess not in belief.GUESSES
    ):
        raise NoSuchGuess(NoSuchGuess.__doc__)
    if now >= cadence.closes(week, work.workspace.zone):
        raise Sealed(Sealed.__doc__)
    if event.guess:
        work.beliefs.put(Belief(week, person.id, event.guess))
    else:
        work.beliefs.drop(week, person.id)
    revision = work.deliveries.alter(key(week, person.id), proven=True)
    return Reply("replace", card(work, person, week, now), stands=(key(week, person.id), revision))


def card(work: Work, person: Person, week: Week, now: datetime) -> Message:
    """What stands in a leader's chat: the question, then that it is sealed, then their own calibration."""
    if now >= cadence.digest_at(week, work.workspace.digest, work.workspace.zone):
        return _told(_calibrated(work, person), person.locale)
    if any(guess.person == person.id for guess in work.beliefs.of_week(week)):
        return _sealed(person.locale, week, now < cadence.closes(week, work.workspace.zone))
    if now >= cadence.closes(week, work.workspace.zone):
        return _told(_say("closed", person.locale), person.locale)
    return _question(person.locale, week)


def _question(language: Language, week: Week) -> Message:
    text = _say("ask", language)
    options = tuple(
        Button(_say(guess, language), Believed(week=week, guess=guess)) for guess in belief.GUESSES
    )
    body = (*lines(text, kind="strong"), *lines(_say("small", language), kind="small"))
    return Message(text, body, options, language=language)


def _sealed(language: Language, week: Week, open_: bool) -> Message:
    text = _say("sealed", language)
    change = (Button(_say("change", language), Believed(week=week, guess="")),) if open_ else ()
    return Message(text, lines(text), change, language=language)


def _calibrated(work: Work, person: Person) -> str:
    """How close this leader's guesses came, without a single guess in it."""
    language = person.locale
    found = belief.calibration(list(_rounds(work, person)))
    if found is None:
        return _say("few", language, fewest=belief.FEWEST_GUESSES)
    bias = round(found.bias)
    way = "above" if bias > 0 else "below" if bias < 0 else "even"
    return _say(f"calibrated_{way}", language, guesses=found.guesses, bias=abs(bias))


def _rounds(work: Work, person: Person) -> Iterable[tuple[float, float, float]]:
    """Guess, share kept and its standard error, for every month in which both are known."""
    for guess in work.beliefs.of_person(person.id):
        release = work.releases.get(guess.week)
        cell = _kept(release["figures"]) if release else None
        if cell:
            error = (cell["high"] - cell["low"]) / 2 / Z90
            yield belief.GUESSES[guess.guess], cell["value"], error


def released(work: Work, week: Week, figures: Mapping[str, Any]) -> dict[str, Any] | None:
    """The month's gap as it leaves the house; None in other weeks, under three leaders, or without the share."""
    guesses = [belief.GUESSES[guess.guess] for guess in work.beliefs.of_week(week)]
    cell = _kept(figures)
    if cell is None:
        return None
    kept = Estimate(cell["value"], cell["low"], cell["high"], 0)
    found = belief.gap(guesses, kept)
    if found is None:
        return None
    value, low, high = (round(end) for end in found.gap)
    told = {"belief": round(found.belief), "kept": cell["value"], "gap": value, "low": low, "high": high}
    return {**told, "before": _before(work, week)}


def _before(work: Work, week: Week) -> int | None:
    """The last gap that was told before this pulse."""
    earlier = work.releases.latest(BACK, cadence.later(week, -1))
    told = [release["belief"]["gap"] for _, release in earlier if release.get("belief")]
    return told[-1] if told else None


def _kept(figures: Mapping[str, Any]) -> Mapping[str, Any] | None:
    cell: Mapping[str, Any] | None = figures.get("kept", {}).get(WHOLE)
    return cell


def unseal(work: Work, week: Week) -> None:
    """The digest goes out: the cards that leaders answered say from now on how close they came."""
    for guess in work.beliefs.of_week(week):
        work.deliveries.alter(key(week, guess.person))


def _say(name: str, language: Language, **slots: object) -> str:
    return words.say(f"belief.{name}", language, **slots)


def _told(text: str, language: Language) -> Message:
    return Message(text, lines(text), language=language)
