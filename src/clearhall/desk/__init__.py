"""The product: a Django site made of features, one folder each, layered as `pyproject.toml` says."""
