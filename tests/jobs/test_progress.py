"""What a run tells of its stages."""

from jobs.progress import Progress


def test_it_never_goes_back():
    progress = Progress(("Load",))
    stage = progress.begin("Load", 10, "rows")
    progress.advance(stage, 4)
    progress.advance(stage, 3)
    assert (stage.done, stage.total) == (4, 10)


def test_a_total_that_was_too_low_grows():
    progress = Progress(("Take stock",))
    stage = progress.begin("Take stock", None, "rows")
    progress.advance(stage, 4)
    assert stage.total is None
    progress.change(stage, total=10)
    progress.advance(stage, 12)
    assert (stage.done, stage.total) == (12, 12)
