"""The committee room over REST."""
