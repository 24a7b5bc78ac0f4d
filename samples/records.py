"""Dictionaries of samples, as commands' `--format json` gives them."""

from pathlib import Path
from typing import Any

from samples.catalogue import Catalogue


def sample_record(catalogue: Catalogue, path: Path) -> dict[str, Any]:
    return {
        "path": str(path),
        "kind": catalogue.kind,
        "database": catalogue.schema.database,
        "objects": catalogue.objects,
        "seed": catalogue.seed,
        "migrated": catalogue.migrated,
        "age": catalogue.age,
        "size": path.stat().st_size,
        "rows": catalogue.row_counts(),
    }
