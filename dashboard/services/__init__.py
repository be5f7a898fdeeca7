"""What a page here may change: only what belongs to no room above the outbox."""
