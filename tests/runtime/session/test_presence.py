import pytest
from hypothesis import given
from hypothesis import strategies as st

from reactor_runtime.errors import PublishError
from reactor_runtime.session.presence import ClientJoined, ClientLeft, Presence
from reactor_runtime.session.queue import QueuedCommand
from reactor_runtime.values import ClientId

A, B = ClientId("a"), ClientId("b")


def changes(presence):
    found = []
    while (change := presence.next_change()) is not None:
        found.append(change)
    return found


def test_a_presence_lasts_until_the_last_client_has_left():
    presence = Presence()
    presence.join(A, 1.0)
    presence.join(B, 2.0)
    presence.leave(A)
    assert not presence.is_over
    assert presence.clients == (B,)
    presence.leave(B)
    assert presence.is_over


def test_arrivals_and_departures_wait_in_order():
    presence = Presence()
    presence.join(A, 1.0)
    assert changes(presence) == [ClientJoined(A, 1.0)]
    presence.join(B, 2.0)
    presence.leave(A)
    assert presence.has_changes
    assert changes(presence) == [ClientJoined(B, 2.0), ClientLeft(A, 1.0)]


def test_a_client_that_came_and_went_unseen_is_left_out():
    presence = Presence()
    presence.join(A, 1.0)
    presence.join(B, 2.0)
    presence.leave(B)
    assert changes(presence) == [ClientJoined(A, 1.0)]


def test_ending_sends_everyone_away_and_returns_the_queue():
    presence = Presence()
    presence.join(A, 1.0)
    command = QueuedCommand(1, A, "move", {})
    presence.queue.push(command)
    assert presence.end() == [command]
    assert presence.is_over
    assert presence.clients == ()


def test_a_track_has_one_publisher_and_the_second_is_refused_by_name():
    presence = Presence()
    presence.join(A, 1.0)
    presence.join(B, 2.0)
    presence.publish(A, "webcam")
    presence.publish(A, "webcam")
    with pytest.raises(PublishError, match="'webcam' is published by client 'a'"):
        presence.publish(B, "webcam")
    presence.publish(B, "mic")
    assert [presence.publisher(t) for t in ("webcam", "mic", "x")] == [A, B, None]


def test_a_track_is_free_once_its_publisher_stops_or_leaves():
    presence = Presence()
    presence.join(A, 1.0)
    presence.join(B, 2.0)
    presence.publish(A, "webcam")
    presence.unpublish(B, "webcam")
    assert presence.publisher("webcam") == A
    presence.unpublish(A, "webcam")
    presence.publish(B, "webcam")
    presence.leave(B)
    presence.publish(A, "webcam")
    assert presence.publisher("webcam") == A


def test_a_departure_is_owed_until_the_engine_has_seen_it():
    presence = Presence()
    presence.join(A, 1.0)
    presence.join(B, 2.0)
    presence.leave(B)
    assert not presence.owes(B)
    changes(presence)
    presence.leave(A)
    assert presence.owes(A)
    changes(presence)
    assert not presence.owes(A)


@given(st.lists(st.sampled_from("abc"), max_size=60))
def test_the_changes_that_wait_are_bounded_by_the_clients(toggles):
    presence, seen = Presence(), set()
    for at, name in enumerate(toggles):
        client = ClientId(name)
        if presence.has(client):
            presence.leave(client)
        else:
            presence.join(client, float(at))
        if at % 7 == 6 and (change := presence.next_change()):
            seen.add(change.client)
    assert len(changes(presence)) <= 2 * 3
