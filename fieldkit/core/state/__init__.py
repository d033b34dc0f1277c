"""State: what the facts add up to. `fold.apply` is the only fold; each family of kinds folds its own part."""
