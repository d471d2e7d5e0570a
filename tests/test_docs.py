"""Documents that would lie if they drifted from the code."""

from pathlib import Path

from django.utils.text import capfirst

from innovations.models import Stage, Status
from stages.moves import MOVES

ROOT = Path(__file__).resolve().parent.parent
BEGIN, END = "<!-- moves -->\n", "<!-- /moves -->"


def moves_table() -> str:
    lines = ["| move | by | in | from | to | asks for |", "|---|---|---|---|---|---|"]
    for move in MOVES:
        stages = (
            "any stage"
            if move.stages == set(Stage)
            else ", ".join(str(s.label) for s in Stage if s in move.stages)
        )
        target = f"next stage's {move.target}" if move.advances else move.target
        cells = [
            f"`{move.name}` *{move.label}*",
            ", ".join(sorted(move.roles)),
            capfirst(stages),
            ", ".join(status for status in Status if status in move.sources),
            target,
            ", ".join(sorted(move.asks)),
        ]
        lines.append("| " + " | ".join(str(cell) for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def test_the_moves_table_of_the_documents_is_the_codes():
    text = (ROOT / "docs/architecture.md").read_text()
    written = text[text.index(BEGIN) + len(BEGIN) : text.index(END)]
    assert written == moves_table()


def test_every_top_level_folder_is_explained_in_the_readme():
    readme = (ROOT / "README.md").read_text()
    folders = {path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith(".")}
    assert {name for name in folders - {"var", "node_modules"} if f"{name}/" not in readme} == set()
