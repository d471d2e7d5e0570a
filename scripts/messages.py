"""The translation: updated from the code, or with --check compared with it.

The check works on a copy of the project, so that it changes nothing. It fails on texts of the code that the
catalogue lacks or translates only by guess (fuzzy), on texts that no code has any more, and on a compiled
catalogue (.mo) that says something else than its source (.po).
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
CATALOGUE = Path("locale/en/LC_MESSAGES/django.po")
NOT_OURS = (".venv", ".git", "var", "vendor", "__pycache__", "scripts", "tests", "bench")
COMPLAINTS = {
    "without a translation": ["--untranslated", "--no-obsolete"],
    "translated by guess (fuzzy)": ["--only-fuzzy", "--no-obsolete"],
    "no longer in the code": ["--only-obsolete"],
}
SHOWN = 10  # of each kind


def run(*command: str | Path) -> str:
    """What a program of gettext prints. Raises CalledProcessError; its own words are on stderr."""
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout  # noqa: S603  (of our own words)


def collect(project: Path, *options: str) -> None:
    """Write the texts of `project` into its catalogue, keeping the translations."""
    (project / CATALOGUE).parent.mkdir(parents=True, exist_ok=True)
    ignored = [f"--ignore={name}" for name in NOT_OURS]
    subprocess.run(  # noqa: S603  (of our own words)
        [sys.executable, "manage.py", "makemessages", "--locale=en", "--no-wrap", "--add-location=file"]
        + [*ignored, *options, "--verbosity=0"],
        cwd=project,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "inovik.settings"},
        check=True,
    )


def compile_catalogue(source: Path, target: Path) -> None:
    """Compile `source`; msgfmt refuses placeholders that differ from the original's."""
    run("msgfmt", "--check-format", f"--output-file={target}", source)


def complaints(catalogue: Path) -> list[str]:
    """What is left to translate in `catalogue`, a paragraph for each kind."""
    found = []
    for kind, options in COMPLAINTS.items():
        entries = run("msgattrib", *options, "--no-wrap", catalogue).strip().split("\n\n")
        texts = [
            entry for entry in entries if entry and 'msgid ""\nmsgstr ""\n"' not in entry
        ]  # not the header
        if texts:
            found.append("\n\n".join([f"{len(texts)} texts {kind}:", *texts[:SHOWN]]))
    return found


def problems() -> list[str]:
    """What is wrong with the committed catalogue, a paragraph each; empty when it is complete."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "project"
        shutil.copytree(PROJECT, copy, ignore=shutil.ignore_patterns(*NOT_OURS), symlinks=True)
        collect(copy)
        found += complaints(copy / CATALOGUE)

        compiled, fresh = (PROJECT / CATALOGUE).with_suffix(".mo"), Path(folder) / "fresh.mo"
        if (PROJECT / CATALOGUE).exists():
            compile_catalogue(PROJECT / CATALOGUE, fresh)
            if not compiled.exists() or run("msgunfmt", compiled) != run("msgunfmt", fresh):
                found.append(f"{compiled.relative_to(PROJECT)} isn't compiled from the present django.po.")
    return found


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        if found := problems():
            sys.exit("\n\n".join([*found, "Run make messages, translate what it names, run it again."]))
        print("The translation is complete.")
    else:
        collect(PROJECT, "--no-obsolete")
        compile_catalogue(PROJECT / CATALOGUE, (PROJECT / CATALOGUE).with_suffix(".mo"))
        print("\n\n".join(complaints(PROJECT / CATALOGUE)) or "The translation is complete.")
