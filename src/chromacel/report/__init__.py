"""The report: one page with the table, the findings, a viewer of colored frames, all figures."""
