"""Template tags of pages that read several rooms."""
