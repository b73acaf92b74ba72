"""The dataset card: what is in a dataset, for a reader who doubts it and for programs."""
