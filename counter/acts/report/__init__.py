"""Figures for those who answer for the hall, each with the rows behind it."""
