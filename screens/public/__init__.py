"""What the public sees in the hall: the board and the kiosk."""
