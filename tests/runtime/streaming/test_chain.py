import itertools

from hypothesis import given
from hypothesis import strategies as st

from reactor_runtime.streaming.chain import KEY_FRAME_INTERVAL, Company, ReferenceChain

SIZE = (64, 48)


def test_who_keeps_up_gets_one_key_frame_and_then_deltas():
    chain = ReferenceChain()
    chain.join(1)
    links = [chain.place(1, number, SIZE, number / 30) for number in range(1, 100)]
    assert [link.is_key for link in links] == [True] + [False] * 98


def test_members_who_keep_up_share_each_frame():
    chain = ReferenceChain()
    chain.join(1)
    chain.join(2)
    for number in range(1, 10):
        first = chain.place(1, number, SIZE, 0.0)
        second = chain.place(2, number, SIZE, 0.0)
        assert first.is_new
        assert not second.is_new
        assert first.index == second.index


def test_who_let_a_frame_go_gets_no_more_and_costs_the_others_no_key_frame():
    chain = ReferenceChain()
    chain.join(1)
    chain.join(2)
    chain.place(1, 1, SIZE, 0.0)
    chain.place(2, 1, SIZE, 0.0)
    for number in range(2, 100):
        assert not chain.place(1, number, SIZE, 10.0 * number).is_key
        if number > 2:
            assert chain.has_lost(2)
            assert chain.place(2, number, SIZE, 10.0 * number) is None


def test_a_newcomer_forces_a_key_frame_at_most_once_a_second():
    chain = ReferenceChain()
    chain.join(1)
    chain.place(1, 1, SIZE, 0.0)
    chain.join(2)
    assert chain.place(2, 2, SIZE, KEY_FRAME_INTERVAL / 2) is None
    assert chain.place(2, 3, SIZE, KEY_FRAME_INTERVAL).is_key


def test_another_size_is_a_key_frame_at_once():
    chain = ReferenceChain()
    chain.join(1)
    chain.place(1, 1, SIZE, 0.0)
    assert chain.place(1, 2, (32, 24), 0.01).is_key
    assert not chain.place(1, 3, (32, 24), 0.02).is_key


def test_who_cannot_decode_gets_a_key_frame():
    chain = ReferenceChain()
    chain.join(1)
    chain.place(1, 1, SIZE, 0.0)
    chain.lose(1)
    assert chain.place(1, 2, SIZE, 0.5) is None
    assert chain.place(1, 3, SIZE, 1.5).is_key


@given(
    steps=st.lists(
        st.tuples(
            st.integers(0, 2),
            st.sampled_from(["frame", "old", "skip", "leave", "lose", "resize"]),
            st.floats(0, 0.7),
        ),
        max_size=120,
    )
)
def test_whatever_is_dropped_nobody_gets_a_frame_that_cannot_be_decoded(steps):
    chain, now, newest, size, forced = ReferenceChain(), 0.0, 1, SIZE, []
    decoded: dict[int, int | None] = dict.fromkeys(range(3))
    for member in decoded:
        chain.join(member)
    for member, what, wait in steps:
        now += wait
        if what == "skip":
            newest += 1
        elif what == "leave":
            chain.leave(member)
            chain.join(member)
            decoded[member] = None
        elif what == "lose":
            chain.lose(member)
            decoded[member] = None
        else:
            is_resized = what == "resize"
            if is_resized:
                size = (size[1], size[0])
                newest += 1
            sequence = max(1, newest - 1) if what == "old" else newest
            is_first = chain._newest is None
            link = chain.place(member, sequence, size, now)
            if link is None:
                continue
            assert link.sequence == sequence
            assert link.is_key or decoded[member] == link.index - 1
            decoded[member] = link.index
            if link.is_new and link.is_key and not is_first and not is_resized:
                forced.append(now)
    assert all(b - a >= KEY_FRAME_INTERVAL for a, b in itertools.pairwise(forced))


def test_who_loses_the_chain_is_alone_for_ever_longer():
    company = Company()
    assert not company.is_alone(0.0)
    company.lost(0.0)
    assert company.is_alone(9.0)
    assert not company.is_alone(10.0)
    company.lost(11.0)
    assert company.is_alone(30.0)
    assert not company.is_alone(31.0)


def test_who_kept_up_for_long_is_forgiven():
    company = Company()
    company.lost(0.0)
    company.lost(1_000.0)
    assert not company.is_alone(1_010.0)
