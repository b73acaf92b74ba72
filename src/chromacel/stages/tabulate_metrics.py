"""Rule tabulate_metrics: the paper's Table 1 for this dataset, as CSV, Markdown, LaTeX and HTML."""

from pathlib import Path

import pandas as pd

from chromacel.dataset.left_out import left_out_sentence, read_left_out
from chromacel.evaluation.adapted import adapted_sentences
from chromacel.evaluation.findings import Finding
from chromacel.evaluation.labels import METRICS
from chromacel.evaluation.tables import as_html, as_latex, as_markdown, tabulate
from chromacel.files.csv_tables import read_table
from chromacel.files.whole import write_text
from chromacel.jobs.command import run


def main(
    csv: Path,
    markdown: Path,
    latex: Path,
    html: Path,
    *,
    metrics: list[Path],
    baselines: Path,
    split: Path,
    findings: Path,
    warnings: Path,
    left_out: Path,
    episodes: int,
) -> None:
    """Tabulate how near models and baselines come to the truth.

    Args:
        csv: CSV file to write
        markdown: Markdown file to write
        latex: LaTeX file to write
        html: HTML file to write
        metrics: tables of `evaluate_model`, one for each training, and of `evaluate_adapted`
        baselines: table of `evaluate_baselines`
        split: table of `split_frames`
        findings: findings of `check_findings`
        warnings: warnings of `check_findings`
        left_out: table of `split_frames`, of the bad episodes
        episodes: how many were given, bad ones too
    """
    models = pd.concat([read_table(path, ("condition", "seed", *METRICS)) for path in metrics])
    table = tabulate(
        models,
        read_table(baselines, ("baseline", "condition", *METRICS)),
        read_table(split, ("episode", "index", "scene")),
    )
    columns = ["finding", "holds", "sentence"]
    rows = read_table(findings, columns)[columns]
    sentences = [str(Finding(*row)) for row in rows.itertuples(index=False)]
    if "keyframes" in models:
        is_adapted = models["keyframes"].notna()
        sentences += adapted_sentences(models[~is_adapted], models[is_adapted])
    if bad := left_out_sentence(read_left_out(left_out), episodes):
        sentences.append(bad)
    signs = read_table(warnings, ("sign", "model", "sentence"), may_have_no_row=True)
    warned = {str(sign): list(rows["model"]) for sign, rows in signs.groupby("sign", sort=False)}
    text = as_markdown(table, sentences, warned)
    write_text(csv, table.to_csv(index=False))  # unrounded, since the report rounds it
    write_text(markdown, text)
    write_text(latex, as_latex(table))
    write_text(html, as_html(table, sentences, warned))
    print(text)


if __name__ == "__main__":
    run(main)
