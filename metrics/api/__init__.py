"""The REST face of the metrics room."""
