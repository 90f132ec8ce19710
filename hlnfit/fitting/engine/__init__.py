"""The compiled engine: fits of mode-table models, one curve or a map of them."""
