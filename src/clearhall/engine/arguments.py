"""What an argument of a command names: a file, standard input, or the text itself."""

from pathlib import Path


def names_a_file(given: str) -> bool:
    """Whether `given` is the path of a file that is there; False for a text, however long it is and whatever is in it."""
    try:
        return Path(given).is_file()
    except (OSError, ValueError):  # too long for a name, or with a null: a text
        return False
