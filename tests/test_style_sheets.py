"""Our style sheets: a brace lost in a merge would put all that follows into a rule for paper."""

from pathlib import Path

import pytest

SHEETS = sorted((Path(__file__).resolve().parent.parent / "static/css").glob("*.css"))


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_every_block_is_closed_before_the_next_heading_comment(sheet):
    depth = 0
    for line in sheet.read_text().splitlines():
        assert not (line.startswith("/*") and depth), f"a brace is open before: {line}"
        depth += line.count("{") - line.count("}")
    assert depth == 0
