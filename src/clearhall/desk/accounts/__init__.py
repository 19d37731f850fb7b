"""People who work at the desk, their roles per body, how they sign in, and the tokens of programs. Never a reporter."""
