"""What citizens send from home."""
