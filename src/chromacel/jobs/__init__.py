"""A stage's command line, fingerprint, configuration and lifetime: for stages and the Snakefile."""
