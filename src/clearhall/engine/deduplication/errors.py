"""What can go wrong with a file, by name."""


class DeduplicationError(Exception):
    """A file that cannot be read as asked; the message says why and what to do."""


class NotTheSameRun(DeduplicationError):
    """The state beside the output belongs to another input, another column or another version."""
