"""The figure of the correlations."""

from __future__ import annotations

from hlnfit.report.figures import draw
from hlnfit.report.results_json import correlation


def test_every_pair_stands_there_once_with_its_number(wal):
    """A triangle of n (n - 1) / 2 numbers, with true minus signs."""
    fit = wal.series.fits[0]
    axes = draw("correlation", wal).axes[0]
    n = len(fit.problem.free)
    texts = [t.get_text() for t in axes.texts]

    assert n * (n - 1) // 2 == len(texts)
    first = correlation(fit.covariance)[1, 0]
    assert f"{first:+.2f}".replace("-", "−") == texts[0]
    assert not any("-" in t for t in texts)
    assert "+0.00" in texts or "−0.00" not in texts
