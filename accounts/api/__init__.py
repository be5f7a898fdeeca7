"""The REST face of this room."""
