"""What the portal brings along: the rubrics of edition 1 and the first sentences. Written once, by a migration."""

import tomllib
from pathlib import Path

HERE = Path(__file__).parent


def write_rubrics(apps) -> None:
    """One current rubric a stage, with its criteria."""
    rubrics, criteria = apps.get_model("stages", "Rubric"), apps.get_model("stages", "Criterion")
    for stage, told in tomllib.loads((HERE / "_rubrics_1.toml").read_text(encoding="utf-8")).items():
        rubric = rubrics.objects.create(stage=stage, edition=1, note=told["note"], is_current=True)
        criteria.objects.bulk_create(
            criteria(rubric=rubric, position=position, **one) for position, one in enumerate(told["criteria"])
        )


def write_snippets(apps) -> None:
    """Sentences for every facilitator, of nobody in particular."""
    snippets = apps.get_model("stages", "Snippet")
    found = tomllib.loads((HERE / "_snippets_1.toml").read_text(encoding="utf-8"))["snippets"]
    snippets.objects.bulk_create(snippets(is_shared=True, **one) for one in found)
