from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.model import Pass, PersonId, Week, WorkspaceId
from storage.links import SealedLinks
from storage.store import SqlStore

GIVEN = Pass(
    WorkspaceId("w"), PersonId("p" * 32), Week("2026-W48"), datetime(2026, 11, 30, 9, 15, tzinfo=UTC)
)


def token(store: SqlStore) -> str:
    return store.links.seal("link", GIVEN)


def test_a_pass_comes_back_as_it_was_given(store: SqlStore) -> None:
    assert store.links.read("link", token(store)) == GIVEN
    assert store.links.read("session", store.links.seal("session", GIVEN)) == GIVEN


def test_a_link_is_no_session_and_a_session_no_link(store: SqlStore) -> None:
    assert store.links.read("session", token(store)) is None
    assert store.links.read("link", store.links.seal("session", GIVEN)) is None


def test_nothing_of_the_pass_can_be_read_in_it_and_no_two_are_alike(store: SqlStore) -> None:
    some = {token(store) for _ in range(20)}
    assert len(some) == 20
    assert not any(GIVEN.person[:9] in each or "2026-W48" in each for each in some)
    assert {len(each) for each in some} == {len(token(store))}


def test_another_store_reads_nothing(store: SqlStore) -> None:
    given = token(store)
    store.ring.destroy(["page:link"])
    assert store.links.read("link", given) is None  # there is no key now
    token(store)
    assert store.links.read("link", given) is None  # another key


def test_without_an_address_there_is_no_link(store: SqlStore) -> None:
    assert SealedLinks(store.ring, "").address(GIVEN) is None
    address = SealedLinks(store.ring, "https://pulse.example").address(GIVEN)
    assert address is not None
    assert address.startswith("https://pulse.example/digest/")
    assert store.links.read("link", address.rpartition("/")[2]) == GIVEN


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200, deadline=None)
@given(st.text(max_size=300), st.data())
def test_whatever_is_made_up_opens_nothing(store: SqlStore, made_up: str, data: st.DataObject) -> None:
    given_ = token(store)
    assert store.links.read("link", made_up) is None
    at = data.draw(st.integers(0, len(given_) - 2))  # the last character holds bits that do not count
    other = data.draw(st.sampled_from("ABCxyz019-_").filter(lambda c: c != given_[at]))
    assert store.links.read("link", given_[:at] + other + given_[at + 1 :]) is None
    assert store.links.read("link", given_[:at]) is None
