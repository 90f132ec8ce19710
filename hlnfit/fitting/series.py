"""A series of fits over temperature, or over any other one condition."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from hlnfit.brief import brief, codes, counted, span
from hlnfit.curve import Magnetoconductance
from hlnfit.doubts import SeriesEvidence, raise_flags
from hlnfit.errors import ConfigError
from hlnfit.fitting.fit import fit
from hlnfit.fitting.jobs import in_threads
from hlnfit.fitting.pooling import pool_errors
from hlnfit.fitting.result import SweepFit
from hlnfit.fitting.scaling import scaling_of
from hlnfit.fitting.table import row_of
from hlnfit.flags import Flag, Verdict, verdict_of
from hlnfit.models import Model
from hlnfit.sample import Sample

if TYPE_CHECKING:
    import pandas as pd

FloatArray = NDArray[np.float64]
Progress = Callable[[int, int], None]


def silent(done: int, total: int) -> None:
    """Report progress to nobody."""


@dataclass(frozen=True, eq=False, repr=False)
class Series:
    """Fits of one sample, in the order of the condition that varies.

    Attributes
    ----------
    fits : tuple of SweepFit
    model : str
    condition : str
        ``temperature_K`` or the name of another condition (``gate_V``, ...).
    shared : tuple of str
        Parameters that all fits have in common.
    covariance_B_phi : array, (n, n), T^2, or None
        Between the B_phi of the fits; None where they are independent.
    flags : tuple of Flag
        About the series as a whole.
    """

    fits: tuple[SweepFit, ...]
    model: str
    condition: str = "temperature_K"
    shared: tuple[str, ...] = ()
    covariance_B_phi: FloatArray | None = None
    flags: tuple[Flag, ...] = ()

    def __repr__(self) -> str:
        return brief(
            self,
            f"{len(self)} fits of {self.model}",
            span(self.temperatures, "K"),
            f"{' and '.join(self.shared)} shared" if self.shared else "",
            counted(f.verdict for f in self.fits),
            codes(self.flags),
        )

    def __len__(self) -> int:
        return len(self.fits)

    def __iter__(self) -> Any:
        return iter(self.fits)

    def __getitem__(self, index: int) -> SweepFit:
        return self.fits[index]

    @property
    def verdict(self) -> Verdict:
        """Worst of the flags of the series; ``reject`` where no sweep can be used."""
        if self.fits and all(f.verdict == "reject" for f in self.fits):
            return "reject"
        return verdict_of(self.flags)

    def values(self, name: str) -> FloatArray:
        """Return one parameter over the series in SI (n,); NaN where rejected or not determined."""
        return np.array(
            [
                f.params[name].value if f.verdict != "reject" and name in f.params else np.nan
                for f in self.fits
            ]
        )

    def errors(self, name: str) -> FloatArray:
        """Return the standard errors of one parameter in SI (n,)."""
        return np.array(
            [f.params[name].err if f.verdict != "reject" and name in f.params else np.nan for f in self.fits]
        )

    @property
    def temperatures(self) -> FloatArray:
        """Temperatures in kelvin (n,)."""
        return np.array([f.temperature for f in self.fits])

    def rows(self) -> list[dict[str, Any]]:
        """Return the rows of coherence.csv."""
        return [row_of(f, k) for k, f in enumerate(self.fits)]

    def table(self) -> pd.DataFrame:
        """Return the table of the series with the columns of coherence.csv."""
        import pandas as pd

        return pd.DataFrame(self.rows())


def running_condition(curves: Sequence[Magnetoconductance]) -> str:
    """Return the one condition that varies over the curves.

    Raises
    ------
    ConfigError
        Two of them vary: that is a map.
    """
    names = ["temperature_K"]
    names += sorted({n for c in curves for n in c.conditions})
    varying = []
    for name in names:
        values = [
            c.temperature if name == "temperature_K" else c.conditions.get(name, float("nan")) for c in curves
        ]
        known = np.array([v for v in values if v is not None and np.isfinite(v)], dtype=np.float64)
        if known.size > 1 and np.ptp(known) > 0.01 * max(np.abs(known).max(), 1e-12):
            varying.append(name)
    if len(varying) > 1:
        # The current is set to suit the temperature: it varies with it and is no axis of a series.
        varying = [n for n in varying if n != "excitation_A"]
    if len(varying) > 1:
        raise ConfigError(
            f"{' and '.join(varying)} both vary",
            expected="a series over one condition",
            advice="Select the sweeps of one gate or one temperature (--select), or make a map (hlnfit map).",
        )
    return varying[0] if varying else "temperature_K"


def fit_series(
    curves: Sequence[Magnetoconductance],
    model: str | Model = "hln_simple",
    *,
    share: Sequence[str] = (),
    fix: Mapping[str, Any] | None = None,
    progress: Progress = silent,
    sample: Sample | Sequence[Sample | None] | None = None,
    each: Sequence[Mapping[str, Any]] | None = None,
    jobs: int = 1,
    **options: Any,
) -> Series:
    """Fit the curves of a series, each from its own start, so that their order does not matter.

    Parameters
    ----------
    curves : sequence of Magnetoconductance
    model : str or Model
    share : sequence of str
        Parameters that have one value for the whole series (``B_so`` or ``L_so``).
    fix : mapping
        As in :func:`fit`; a mapping as value holds the parameter in single sweeps only:
        ``fix={"B_phi": {0: 2e-3}}``.
    progress : callable(done, total)
    sample : Sample, or one for each curve
    each : sequence of mappings, optional
        Options of :func:`fit` for single curves, one mapping a curve (``{"b_max": 0.3}`` or ``{}``).
    jobs : int
        Curves that are fitted at a time, in threads; their number changes no result.
    **options
        Passed to :func:`fit`.

    Returns
    -------
    Series
        In the order of the curves. A curve that cannot be fitted has the verdict ``reject`` and a
        reason; the others go on.
    """
    if options.get("errors") == "mcmc":
        from hlnfit.fitting.mcmc import check_sampling, sample_series

        check_sampling(options.get("parameters"))
        seed = options.pop("seed", 0)
        profiled = fit_series(
            curves, model, share=share, fix=fix, sample=sample, each=each, **{**options, "errors": "profile"}
        )
        return replace(profiled, fits=sample_series(profiled.fits, seed=seed, progress=progress))
    common, single = _split_fix(fix, len(curves))
    samples: list[Sample | None] = (
        [sample] * len(curves) if sample is None or isinstance(sample, Sample) else list(sample)
    )
    condition = running_condition(curves) if curves else "temperature_K"
    curves = pool_errors(curves)
    if share:
        from hlnfit.fitting.shared import fit_together

        found, shared, matrix = fit_together(
            curves,
            model,
            share=share,
            fix=common,
            single=single,
            samples=samples,
            progress=progress,
            **options,
        )
        name = found[0].model if found else str(model)
        return Series(tuple(found), name, condition, shared, matrix, _doubts(found))

    def one(k: int) -> SweepFit:
        own = {**options, **(each[k] if each else {})}
        return fit(curves[k], model, fix={**common, **single.get(k, {})}, sample=samples[k], **own)

    fits: list[SweepFit] = []
    for done in in_threads(one, range(len(curves)), jobs):
        fits.append(done)
        progress(len(fits), len(curves))
    name = fits[0].model if fits else (model if isinstance(model, str) else model.name)
    return Series(tuple(fits), name, condition, flags=_doubts(fits))


def _doubts(fits: Sequence[SweepFit]) -> tuple[Flag, ...]:
    """Return what is doubted of the series as a whole; nothing where speed was asked for."""
    if any(f.error_method == "covariance" for f in fits):
        return ()
    return raise_flags(SeriesEvidence(scaling_of(fits)), "series")


def _split_fix(fix: Mapping[str, Any] | None, n: int) -> tuple[dict[str, Any], dict[int, dict[str, Any]]]:
    common: dict[str, Any] = {}
    single: dict[int, dict[str, Any]] = {}
    for name, value in (fix or {}).items():
        if isinstance(value, Mapping):
            for k, one in value.items():
                if not 0 <= int(k) < n:
                    raise ConfigError(f"{name} is fixed in sweep {k}", expected=f"a sweep from 0 to {n - 1}")
                single.setdefault(int(k), {})[name] = one
        else:
            common[name] = value
    return common, single


__all__ = ["Series", "fit_series", "running_condition", "silent"]
