"""Who can follow a shared stream of H.264 or VP8 frames.

A frame that is no key frame needs the one before it. So several viewers can share one
encoder as long as each gets every frame of it. A viewer that had to let one go has lost
the chain; it gets an encoder of its own and comes back later, so that those who keep up
never pay for it with key frames.
"""

from __future__ import annotations

from dataclasses import dataclass

KEY_FRAME_INTERVAL = 1.0
"""Seconds between two forced key frames of one stream, at least."""

_ALONE_FOR = 10.0
_LONGEST_ALONE = 320.0


@dataclass(frozen=True, slots=True)
class ChainLink:
    """One frame's place in a stream.

    Args:
        index: Position in the stream, from 0.
        sequence: The frame's sequence.
        is_key: Whether it must be encoded as a key frame.
        is_new: Whether it has still to be encoded.
    """

    index: int
    sequence: int
    is_key: bool
    is_new: bool


class ReferenceChain:
    """The frames of one encoder, and how far each member has followed.

    Whatever the members ask for and leave out, the frames that one of them is given
    begin with a key frame and have no hole.
    """

    def __init__(self) -> None:
        self._newest: ChainLink | None = None
        self._size: tuple[int, int] | None = None
        self._forced_at = float("-inf")
        self._members: dict[int, int | None] = {}
        self._is_key_wanted = False

    @property
    def members(self) -> int:
        """How many follow the stream."""
        return len(self._members)

    def join(self, member: int) -> None:
        """Add *member*; it needs a key frame first."""
        self._members.setdefault(member, None)

    def leave(self, member: int) -> None:
        """Remove *member*; unknown ones are ignored."""
        self._members.pop(member, None)

    def lose(self, member: int) -> None:
        """Note that *member* cannot decode what it got; it needs a key frame."""
        if member in self._members:
            self._members[member] = None

    def has_lost(self, member: int) -> bool:
        """Whether *member* let a frame go that others got."""
        followed, newest = self._members.get(member), self._newest
        return followed is not None and newest is not None and followed < newest.index

    def place(
        self, member: int, sequence: int, size: tuple[int, int], now: float
    ) -> ChainLink | None:
        """Return the place of frame *sequence* for *member*.

        Args:
            member: Who has joined.
            sequence: The frame's.
            size: Width and height once encoded; another one needs a key frame.
            now: Seconds on a monotonic clock.

        Returns:
            ``None`` if *member* cannot get it: it has let a frame of the stream go, or
            is new and this is no key frame. Then a later one will be, for whoever is
            new, once the last forced one is a second old.
        """
        newest = self._newest
        if newest is not None and sequence <= newest.sequence:
            link = ChainLink(newest.index, newest.sequence, newest.is_key, is_new=False)
            if sequence < newest.sequence or not self._can_follow(member, link):
                self._is_key_wanted |= self._members[member] is None
                return None
            self._members[member] = link.index
            return link
        must_begin = newest is None or size != self._size
        followed = self._members[member]
        is_forced = (followed is None or self._is_key_wanted) and self._may_force(now)
        is_key = must_begin or is_forced
        if not is_key and (newest is None or followed != newest.index):
            self._is_key_wanted |= followed is None
            return None
        if is_key:
            self._forced_at, self._is_key_wanted = now, False
        index = 0 if newest is None else newest.index + 1
        self._newest = ChainLink(index, sequence, is_key, is_new=True)
        self._size = size
        self._members[member] = index
        return self._newest

    def _can_follow(self, member: int, link: ChainLink) -> bool:
        followed = self._members[member]
        return link.is_key or (followed is not None and followed == link.index - 1)

    def _may_force(self, now: float) -> bool:
        return now - self._forced_at >= KEY_FRAME_INTERVAL


class Company:
    """Whether a viewer shares its encoder, or has lost too much for that."""

    def __init__(self) -> None:
        self._alone_until = float("-inf")
        self._hold = _ALONE_FOR

    def is_alone(self, now: float) -> bool:
        """Whether the viewer is to have an encoder of its own."""
        return now < self._alone_until

    def lost(self, now: float) -> None:
        """The viewer could not follow; it is alone for a while, longer each time."""
        if now - self._alone_until > self._hold:
            self._hold = _ALONE_FOR
        self._alone_until = now + self._hold
        self._hold = min(_LONGEST_ALONE, 2 * self._hold)
