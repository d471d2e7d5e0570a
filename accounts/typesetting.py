"""PDF by typst, in memory, with the fonts that typst carries.

What people wrote goes into the template as data (JSON), never as markup, so no text can change the page.
"""

import json
from pathlib import Path

import typst


def pdf(template: Path, data: dict) -> bytes:
    """`template` (a .typ file, which may read what lies beside it) typeset with `data`."""
    return typst.compile(
        template, root=template.parent, ignore_system_fonts=True, sys_inputs={"data": json.dumps(data)}
    )
