"""What can go wrong in training, as sentences."""

from clearhall.desk.lib.errors import Invalid


class CannotLearn(Invalid):
    """There is too little, or the wrong thing, to learn from; the message says what."""

    code = "cannot_learn"
