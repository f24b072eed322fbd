"""What is accumulated over a set of images, and the plumbing of it."""
