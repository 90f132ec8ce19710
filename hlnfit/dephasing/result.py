"""DephasingFit: what the temperature dependence of B_phi says, and what was left out of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hlnfit.brief import brief, codes, span
from hlnfit.dephasing.law_fit import LawFit
from hlnfit.dephasing.nyquist import nyquist_B_phi
from hlnfit.dephasing.rates import Rates
from hlnfit.flags import Flag, Verdict, verdict_of

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Excluded:
    """A sweep that does not enter: its number in the series, its temperature (K), and why."""

    sweep: int
    temperature: float
    reason: str


@dataclass(frozen=True, eq=False, repr=False)
class DephasingFit:
    """Rate laws fitted to B_phi(T) of one sample.

    Attributes
    ----------
    rates : Rates
        What was fitted, in the order of temperature; ``sweeps`` says where in the series each stood.
    fits : tuple of LawFit
        Those with few parameters first.
    preferred : LawFit
    decisive : bool
        False where the preferred law is the simplest of several whose difference is noise.
    reason : str
        Why this law, in one sentence.
    excluded : tuple of Excluded
    untried : mapping of law to reason
    R_sheet : array (n,), ohm, or None
    D : array (n,), m^2/s, or None
        Diffusion constant, where density and mass (or velocity) are known.
    flags : tuple of Flag
    """

    rates: Rates
    fits: tuple[LawFit, ...]
    preferred: LawFit
    decisive: bool
    reason: str
    sweeps: tuple[int, ...] = ()
    excluded: tuple[Excluded, ...] = ()
    untried: Mapping[str, str] = field(default_factory=dict)
    R_sheet: FloatArray | None = None
    D: FloatArray | None = None
    flags: tuple[Flag, ...] = ()

    def __repr__(self) -> str:
        return brief(
            self,
            f"{self.rates.T.size} temperatures, {span(self.rates.T, 'K')}",
            self.preferred.in_words,
            self.verdict,
            codes(self.flags),
        )

    def __getitem__(self, law: str) -> LawFit:
        """Return the fit of one law by its name."""
        for fit in self.fits:
            if fit.law == law:
                return fit
        raise KeyError(f"{law}: {self.untried.get(law, 'was not tried')}")

    @property
    def verdict(self) -> Verdict:
        """The worst severity among the flags."""
        return verdict_of(self.flags)

    @property
    def p(self) -> float:
        """Exponent of the preferred law; NaN where it is not determined."""
        return self.preferred.p

    def nyquist(self, T: ArrayLike) -> FloatArray | None:
        """Return B_phi of Nyquist dephasing alone in tesla, nothing fitted; None without R_sheet and D.

        Sheet resistance and D are interpolated between the measured temperatures.
        """
        if self.R_sheet is None or self.D is None:
            return None
        t = np.asarray(T, np.float64)
        return nyquist_B_phi(t, np.interp(t, self.rates.T, self.R_sheet), np.interp(t, self.rates.T, self.D))

    def table(self) -> list[dict[str, Any]]:
        """Return the rows of dephasing.csv, one a law; all rows have the same columns."""
        rows = [fit.row() | {"preferred": fit is self.preferred} for fit in self.fits]
        last = ("n", "chi2_red", "aicc", "preferred")
        between = dict.fromkeys(name for row in rows for name in row if name not in last)
        empty = {name: "" if name.endswith("_bound") else float("nan") for name in between}
        return [empty | row | {name: row[name] for name in last} for row in rows]
