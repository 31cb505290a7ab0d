from reactor_runtime.session.queue import QueuedCommand
from reactor_runtime.session.span import Spans
from reactor_runtime.values import ClientId

A, B = ClientId("a"), ClientId("b")


def test_a_span_outlives_its_presences():
    spans = Spans()
    span = spans.open(ends_with_clients=False)
    first = span.begin_presence()
    first.join(A, 0.0)
    first.leave(A)
    assert first.is_over
    assert spans.current is span
    assert span.accepting() is None
    second = span.begin_presence()
    second.join(A, 1.0)
    assert span.accepting() is second
    assert span.waiting_presence() is first
    span.retire(first)
    assert span.waiting_presence() is second


def test_closing_a_span_sends_everybody_away_and_returns_the_queue():
    span = Spans().open(ends_with_clients=False)
    presence = span.begin_presence()
    presence.join(A, 0.0)
    command = QueuedCommand(1, A, "move", {})
    presence.queue.push(command)
    assert span.close() == [command]
    assert presence.is_over
    assert span.is_closed
    assert span.close() == []


def test_nobody_joins_a_closed_span():
    spans = Spans()
    span = spans.open(ends_with_clients=True)
    span.close()
    assert spans.current is None
    assert spans.waiting is span


def test_a_span_that_was_opened_and_closed_unseen_is_forgotten():
    spans = Spans()
    served = spans.open(ends_with_clients=False)
    served.close()
    unseen = spans.open(ends_with_clients=False)
    lost = unseen.begin_presence()
    unseen.close()
    newest = spans.open(ends_with_clients=False)
    assert [spans.knows(span) for span in (served, unseen, newest)] == [
        True,
        False,
        True,
    ]
    assert not spans.knows(lost)
    assert spans.waiting is served


def test_dropping_commands_empties_the_queue_of_every_presence():
    spans = Spans()
    presences = []
    for _ in range(2):
        span = spans.open(ends_with_clients=False)
        presence = span.begin_presence()
        presence.join(B, 0.0)
        presence.queue.push(QueuedCommand(1, B, "move", {}))
        presences.append(presence)
        span.close() if len(presences) == 1 else None
    spans.drop_commands()
    assert [len(presence.queue) for presence in presences] == [0, 0]
