"""The REST face of the engagement room."""
