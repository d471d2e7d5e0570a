"""Any number of innovations more, in bulk: for measuring how the portal behaves when it is full."""

from collections.abc import Callable


def add(count: int, *, report: Callable[[str], None]) -> None:
    raise NotImplementedError
