"""No arithmetic on what was ever shown isolates anybody: every combination is tried."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.statistics.release import Admission, admit, band

K = 5
SEGMENTS = ("a", "b", "c")


def shown_sets(pulses):
    """Lets pulses pass; the sets of atoms (segment, pulse) behind every figure ever shown."""
    voices, waiting, age, groups, shown = {}, dict.fromkeys(SEGMENTS, ()), 0, [], []
    for at, pulse in enumerate(pulses):
        for segment, n in zip(SEGMENTS, pulse, strict=True):
            voices[segment, at] = n
            waiting[segment] += ((segment, at),) if n else ()
        counts = {s: sum(voices[a] for a in atoms) for s, atoms in waiting.items()}
        age = age + 1 if any(counts.values()) else 0
        admission = admit(counts, K, since=age, first=not groups)
        entering = [(s, waiting[s]) for s in admission.alone]
        if admission.pooled:
            entering.append(("", sum((waiting[s] for s in admission.pooled), ())))
        for segment in (*admission.alone, *admission.pooled):
            waiting[segment] = ()
        groups += entering
        figures = {s for s, _ in entering if s} | ({"*"} if entering else set())
        for figure in figures:
            own = [atoms for s, atoms in groups if figure in ("*", s)]
            shown.append(frozenset(atom for atoms in own for atom in atoms))
    return voices, list(dict.fromkeys(shown))


def isolated(voices, shown):
    """A combination with coefficients -1, 0, 1 that stands for 1 … k-1 voices, if there is one."""
    atoms = sorted(voices)
    sums = {(0,) * len(atoms)}
    for figure in shown:
        row = [atom in figure for atom in atoms]
        sums = {
            tuple(v + sign * r for v, r in zip(s, row, strict=True)) for s, sign in product(sums, (-1, 0, 1))
        }
    for total in sums:
        if set(total) <= {0, 1}:
            people = sum(voices[a] for a, x in zip(atoms, total, strict=True) if x)
            if 0 < people < K:
                return total
    return None


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(*[st.integers(0, 7)] * 3), min_size=1, max_size=4))
def test_nothing_ever_shown_isolates_anybody(pulses):
    assert isolated(*shown_sets(pulses)) is None


def test_the_search_finds_a_leak_where_there_is_one():
    voices = {("a", 0): 6, ("b", 0): 3}
    plain_threshold = [frozenset(voices), frozenset({("a", 0)})]
    assert isolated(voices, plain_threshold) == (0, 1)


@pytest.mark.parametrize(
    ("waiting", "expected"),
    [
        ({"a": 4}, Admission()),
        ({"a": 5}, Admission(("a",))),
        ({"a": 5, "b": 0}, Admission(("a",))),
        ({"a": 4, "b": 6, "c": 8}, Admission(("c",))),  # b keeps a company
        ({"a": 4, "b": 4, "c": 8}, Admission(("c",))),
    ],
)
def test_small_groups_wait_and_are_not_left_alone(waiting, expected):
    assert admit(waiting, K) == expected


def test_the_first_digest_hears_everybody_it_can():
    assert admit({"a": 4, "b": 3, "c": 2}, K, first=True) == Admission((), ("a", "b", "c"))
    assert admit({"a": 4, "b": 6, "c": 8}, K, first=True) == Admission(("c",), ("a", "b"))


def test_patience_ends_in_the_pool():
    assert admit({"a": 3, "b": 3}, K, since=3) == Admission()
    assert admit({"a": 3, "b": 3}, K, since=4) == Admission((), ("a", "b"))
    assert admit({"a": 3, "b": 1}, K, since=9) == Admission()


def test_the_unassigned_are_never_shown_apart():
    assert admit({"a": 9, "unassigned": 9}, K, never_alone=frozenset({"unassigned"})) == Admission(("a",))


@pytest.mark.parametrize(
    ("voices", "shown"), [(4, ""), (5, "5–9"), (10, "10–19"), (49, "20–49"), (50, "50+")]
)
def test_counts_are_told_in_bands(voices, shown):
    assert band(voices) == shown
