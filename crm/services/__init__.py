"""Files in: stored, previewed, loaded, undone by nothing but themselves: all or nothing."""
