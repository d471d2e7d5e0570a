"""PDF by typst, in memory, with the fonts that typst carries.

What people wrote goes into the template as data (JSON), never as markup, so no text can change the page.
"""

import json
from pathlib import Path

import typst


def pdf(template: Path, data: dict, root: Path | None = None) -> bytes:
    """`template` (a .typ file, which may read what lies beside it) typeset with `data`.

    With `root`, it may also read files below that folder, which `data` names by absolute paths from there.
    """
    return typst.compile(
        template,
        root=root or template.parent,
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data)},
    )
