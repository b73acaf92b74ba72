"""Files that appear whole or not at all, and the user's own files found and checked."""
