"""What proves that a hall is the one that people worked in."""
