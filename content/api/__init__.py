"""The content room over REST."""
