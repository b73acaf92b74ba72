"""The training loop, its engine, and what is kept of a training."""
