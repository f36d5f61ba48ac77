"""The administrator's screens: people, the house, its state, its first start."""
