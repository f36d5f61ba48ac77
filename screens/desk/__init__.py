"""The approver's desk."""
