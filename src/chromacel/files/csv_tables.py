"""CSV files of ours, read with their damage named."""

from collections.abc import Collection
from pathlib import Path

import pandas as pd

from chromacel.files.checksums import damaged_file

TEXTS = (
    *("episode", "nearest_episode", "by", "split"),
    *("model", "condition", "baseline", "method", "over", "scale"),
    *("finding", "holds", "sentence", "sign", "kind", "boxes"),
)
MAY_BE_EMPTY = ("time", "ms_ssim", "seed", "error")


def read_table(
    path: Path, columns: Collection[str] = (), *, may_have_no_row: bool = False
) -> pd.DataFrame:
    """A CSV file of ours, its texts as they are.

    Raises:
        InputError: it is damaged, or has none of one of these columns.
    """
    try:
        # An episode may be called `NA` or `01`.
        texts = dict.fromkeys(TEXTS, str)
        table = pd.read_csv(
            path,
            dtype=texts,
            keep_default_na=False,
            na_values=[""],
        )
    except (ValueError, OSError) as error:
        raise damaged_file(path, error) from error
    text_columns = [name for name in TEXTS if name in table]
    table[text_columns] = table[text_columns].fillna("")
    for name in columns:
        if name not in table or not (len(table) or may_have_no_row):
            raise damaged_file(path, ValueError(f"no {name}"))
        is_numeric = name not in (*TEXTS, *MAY_BE_EMPTY)
        if is_numeric and not pd.to_numeric(table[name], errors="coerce").notna().all():
            raise damaged_file(path, ValueError(f"{name} is not a number everywhere"))
    return table
