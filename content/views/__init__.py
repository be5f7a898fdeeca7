"""Pages of the content room."""
