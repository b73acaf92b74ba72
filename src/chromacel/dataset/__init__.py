"""From frames to shuffled shards, and the batches that are read from them."""
