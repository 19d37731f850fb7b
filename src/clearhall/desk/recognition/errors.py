"""What can go wrong in training and taking over, as sentences."""

from clearhall.desk.lib.errors import Invalid


class CannotLearn(Invalid):
    """There is too little, or the wrong thing, to learn from; the message says what."""

    code = "cannot_learn"


class CannotAdopt(Invalid):
    """The file cannot be taken over as a model of this desk; the message says why."""

    code = "cannot_adopt"
