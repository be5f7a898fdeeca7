"""The REST face of imports."""
