"""What the lecture claims, measured: answers that are known beforehand, and losses compared."""
