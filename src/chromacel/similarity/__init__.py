"""Which frames are alike: thumbnails, scenes, near-duplicates."""
