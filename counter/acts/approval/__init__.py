"""One item of one case at one desk: decided, asked about, paused, taken back."""
