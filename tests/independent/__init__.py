"""Checkers that share no code with the product: they see only what the public sees."""
