"""Template tags of the committee room."""
