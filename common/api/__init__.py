"""What every REST resource stands on. How to write one: ``views.ResourceView``."""
