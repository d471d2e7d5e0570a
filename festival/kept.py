"""What a process keeps ready between requests, each thing under the version of the content it was made from.

Nothing is ever wrong here and nothing has to be deleted: a new version asks under a new key. The oldest goes when
there is no room. Another process makes its own.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock


class Kept:
    """At most `room` things, by key; the one asked for longest ago leaves first. `size` says what one takes."""

    def __init__(self, room: int, size: Callable[[object], int] = lambda _thing: 1):
        self.room, self.size = room, size
        self._things: OrderedDict[Hashable, object] = OrderedDict()
        self._taken = 0
        self._lock = Lock()

    def get(self, key: Hashable):
        """What was put under `key`, or None."""
        with self._lock:
            if (thing := self._things.get(key)) is not None:
                self._things.move_to_end(key)
            return thing

    def put(self, key: Hashable, thing) -> None:
        taken = self.size(thing)
        if taken > self.room:
            return
        with self._lock:
            if (before := self._things.pop(key, None)) is not None:
                self._taken -= self.size(before)
            self._things[key] = thing
            self._taken += taken
            while self._taken > self.room:
                _key, left = self._things.popitem(last=False)
                self._taken -= self.size(left)

    def made(self, key: Hashable, make: Callable[[], object]):
        """What is kept under `key`, made by `make` where it is missing. Not for None."""
        thing = self.get(key)
        if thing is None:
            thing = make()
            self.put(key, thing)
        return thing

    def clear(self) -> None:
        with self._lock:
            self._things.clear()
            self._taken = 0
