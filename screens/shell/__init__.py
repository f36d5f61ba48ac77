"""What all screens share: the app, places, keys, palette, language, look, signing in, F9."""
