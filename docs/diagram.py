"""Puts the diagram of the workflow's rules into the README: `make diagram`.

It reads what `snakemake --rulegraph mermaid-js` prints. Three things make that readable: rule `all`
is left out, the rules that plot figures are one box, and an arrow between two rules is left out
where a longer way through other rules says the same.
"""

import re
import sys
from pathlib import Path

BEFORE, AFTER = "<!-- diagram: written by `make diagram` -->\n", "<!-- end of diagram -->\n"


def sources_of_rules(rulegraph: str) -> dict[str, set[str]]:
    """For each rule, in the order of the rule graph, the rules that make its inputs."""
    rules = dict(re.findall(r"(id\d+)\[(\w+)\]", rulegraph))
    boxes = {key: re.sub("^plot_.*", "plots", rule) for key, rule in rules.items() if rule != "all"}
    sources: dict[str, set[str]] = {box: set() for box in boxes.values()}
    for source, target in re.findall(r"(id\d+) --> (id\d+)", rulegraph):
        if target in boxes:
            sources[boxes[target]].add(boxes[source])
    return sources


def reduced(sources: dict[str, set[str]]) -> dict[str, list[str]]:
    """The same without the arrows that a longer way implies."""

    def upstream(rule: str) -> set[str]:
        return sources[rule].union(*(upstream(source) for source in sources[rule]))

    return {
        rule: [one for one in sources if one in direct - set().union(*map(upstream, direct))]
        for rule, direct in sources.items()
    }


def diagram(rulegraph: str) -> str:
    """Mermaid's text, a line for each rule that has inputs from others."""
    plots = f'plots["plot_… ({rulegraph.count("[plot_")} rules)"]'
    arrows = reduced(sources_of_rules(rulegraph))
    read = set().union(*arrows.values())
    ends = [rule for rule in arrows if rule not in read]  # drawn last, beside the way of the others
    lines = [
        f"    {' & '.join(arrows[rule])} --> {plots if rule == 'plots' else rule}\n"
        for rule in [*(rule for rule in arrows if rule in read), *ends]
        if arrows[rule]
    ]
    return f"```mermaid\nflowchart TD\n{''.join(lines)}```\n"


def main(readme: Path, rulegraph: str) -> None:
    if "-->" not in rulegraph:
        sys.exit("Error: Snakemake printed no rule graph: run it without the pipe to see why.")
    text = readme.read_text(encoding="utf-8")
    if BEFORE not in text or AFTER not in text:
        sys.exit(f"Error: {readme} lacks the lines {BEFORE.strip()} and {AFTER.strip()}.")
    start, end = text.index(BEFORE) + len(BEFORE), text.index(AFTER)
    readme.write_text(text[:start] + diagram(rulegraph) + text[end:], encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.stdin.read())
