"""The demo workspace: a believable software vendor's two years of selling, the same for the same seed and day."""
