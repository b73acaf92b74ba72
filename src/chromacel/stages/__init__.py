"""One module per Snakemake rule, of the same name: read the flags, call the library."""
