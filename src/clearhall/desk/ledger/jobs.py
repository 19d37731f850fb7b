"""Background work on the log."""

from datetime import datetime

from clearhall.desk.ledger.actions import sign_checkpoint
from clearhall.desk.ledger.models import Checkpoint


def sign_regularly(*, at: datetime) -> Checkpoint:
    """Sign the tree as it is, so that even a log nobody reads has a checkpoint of every quarter of an hour it grew in.

    Raises:
        LogDamaged: the stored tree does not continue the last checkpoint; the failed job shows it to the administrator.
    """
    return sign_checkpoint(at=at)
