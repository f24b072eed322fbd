"""Built-in sets, which need no download: sample n is a function of (seed, n)."""
