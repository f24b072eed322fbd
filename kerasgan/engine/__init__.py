"""What happens between `fit` and a weight, told in README.md; of the model it knows only steps."""
