"""The duty supervisor's screens."""
