"""Ideas on the road (being written): for now the flagship's shape under other titles."""

from collections.abc import Iterator

from innovations.demo.stories import stories


def ideas(n: int = 80) -> Iterator[dict]:
    """The first `n` ideas."""
    for number in range(n):
        story = stories()[0]
        yield story | {"slug": f"gagasan-{number + 1}", "title": f"Gagasan {number + 1}", "acronym": ""}
