"""What one window sees, and what it finds by one field."""
