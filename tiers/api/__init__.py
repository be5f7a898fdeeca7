"""REST resources of target lists."""
