"""Who works here, and who stands where."""
