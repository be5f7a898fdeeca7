"""Pages of target lists."""
