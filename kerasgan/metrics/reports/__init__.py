"""All that can be said of a model at once."""
