"""The supervision card that an engineer shows, and the code that a customer types behind it."""
