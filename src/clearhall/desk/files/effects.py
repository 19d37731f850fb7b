"""What the desk does with files once they are saved."""

from collections.abc import Iterable

from clearhall.desk.lib.tasks import enqueue_after_commit


def read_pictures(evidence_ids: Iterable[int]) -> None:
    """Have pictures read and compared by the background worker."""
    for evidence_id in evidence_ids:
        enqueue_after_commit("clearhall.desk.pictures.jobs.read_one", evidence_id)
