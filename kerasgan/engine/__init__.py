"""What happens between `fit` and a weight, for a model of which it knows only its steps; README.md."""
