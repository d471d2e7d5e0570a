"""The copy as one ZIP, for the steward's button."""

import zipfile
from pathlib import Path

from festival.bake.writing import write
from festival.models import Festival

DATE = (2016, 4, 1, 0, 0, 0)  # the same for all: a ZIP of the same content is the same file
PACKED = {".webp", ".jpg", ".jpeg", ".png", ".gz", ".br"}  # compact already


def make(festival: Festival, folder: Path) -> Path:
    """Write the copy of `festival` below `folder` and return the ZIP of it, whose one folder bears its name."""
    copy = folder / f"inovik-{festival.slug[:60]}"
    write(festival, copy)
    return packed(copy)


def packed(copy: Path) -> Path:
    """The ZIP beside the copy."""
    target = copy.with_name(f"{copy.name}.zip")
    waiting = copy.with_name(f".{copy.name}.zip")
    with zipfile.ZipFile(waiting, "w") as archive:
        for path in sorted(path for path in copy.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(f"{copy.name}/{path.relative_to(copy).as_posix()}", DATE)
            entry.external_attr = 0o644 << 16
            way = zipfile.ZIP_STORED if path.suffix in PACKED else zipfile.ZIP_DEFLATED
            archive.writestr(entry, path.read_bytes(), way)
    return waiting.replace(target)
