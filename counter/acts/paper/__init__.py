"""What the hall writes on paper: written with the act, printed, printed again, verified."""
