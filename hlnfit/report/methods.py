"""The methods paragraph: what was done, in sentences that can go into a paper, and what to cite."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hlnfit import models
from hlnfit.models import Model, Reference
from hlnfit.numbers import number_with_error, plain_number
from hlnfit.report.bibliography import (
    EFRON_1979,
    GOLUB_PEREYRA_1973,
    KUNSCH_1989,
    LMFIT,
    WILKS_1938,
    bibtex,
    hlnfit_bibtex,
    unique,
)
from hlnfit.report.labels import readable_unit

if TYPE_CHECKING:
    from hlnfit.analysis import Analysis
    from hlnfit.fitting import SweepFit
    from hlnfit.sample import Geometry
    from hlnfit.units import Quantity

_DRAWN = {
    "residual": "residuals drawn singly",
    "block": "residuals drawn in blocks of neighbouring fields",
    "parametric": "normal errors of the estimated size",
}
_F2 = "f2(y) = ψ(1/2 + y) − ln y with the digamma function ψ"


@dataclass(frozen=True)
class Methods:
    """What was done.

    Attributes
    ----------
    paragraphs : tuple of str
        Plain text.
    formulas : tuple of (model title, LaTeX)
    references : tuple of Reference
    bibtex : str
    """

    paragraphs: tuple[str, ...]
    formulas: tuple[tuple[str, str], ...]
    references: tuple[Reference, ...]
    bibtex: str


def methods(analysis: Analysis) -> Methods:
    """Compose the paragraph from what was done to these data."""
    model = models.get(analysis.series.model)
    fitted = [f for f in analysis.series.fits if f.fitted]
    paragraphs = [
        " ".join([_conductance(analysis), _model(model), *_free(fitted), *_additions(fitted)]),
        " ".join([*_window(fitted), *_errors(fitted), *_limits(fitted), *_shared(analysis)]),
    ]
    law = _dephasing(analysis)
    if law:
        paragraphs.append(law)
    cited = unique(
        [
            *model.references,
            *(analysis.dephasing.preferred.rate_law.references if analysis.dephasing else ()),
            *([GOLUB_PEREYRA_1973] if fitted else []),
            *([WILKS_1938] if any(f.profiles for f in fitted) else []),
            *([EFRON_1979] if any(f.bootstrap for f in fitted) else []),
            *([KUNSCH_1989] if any(f.bootstrap and f.bootstrap.kind == "block" for f in fitted) else []),
            *([LMFIT] if "lmfit" in analysis.versions else []),
        ]
    )
    entries = [*(bibtex(r) for r in cited), hlnfit_bibtex(analysis.versions.get("hlnfit", ""))]
    return Methods(
        tuple(p for p in paragraphs if p),
        tuple((part.model.title, part.model.latex) for part in model.terms if part.model.latex),
        tuple(cited),
        "\n\n".join(entries),
    )


def _length(quantity: Quantity | None) -> str:
    assert quantity is not None
    factor, unit = (1e6, "µm") if quantity.value >= 1e-6 else (1e9, "nm")
    return f"{number_with_error(quantity.value * factor, quantity.error * factor or float('nan'))} {unit}"


def _geometry(geometry: Geometry) -> str:
    if geometry.kind == "hall-bar":
        return (
            f"a Hall bar with voltage probes {_length(geometry.length)} apart and a width of "
            f"{_length(geometry.width)} ({plain_number(geometry.squares.value)} squares)"
        )
    if geometry.kind == "van-der-pauw":
        return "a van der Pauw sample (R per square = πR/ln 2)"
    if geometry.kind == "wire":
        return f"a wire {_length(geometry.length)} long and {_length(geometry.width)} wide"
    return "a sample whose resistance was given per square"


def _conductance(analysis: Analysis) -> str:
    what = "conductance" if not analysis.geometry.per_square else "sheet conductance"
    return f"The {what} 1/R(B) was taken of {_geometry(analysis.geometry)}."


def _model(model: Model) -> str:
    titles = "; ".join(part.model.title for part in model.terms)
    text = f"It was fitted with the model {model.name} of hlnfit ({titles})"
    latex = " ".join(part.model.latex for part in model.terms)
    defined = ["B_i = ħ/(4eL_i²)", "G0 = e²/(πh)"]
    if "f_2" in latex and "f_2(y)" not in latex:
        defined.append(_F2)
    return f"{text}, with {', '.join(defined)}."


def _names(names: Iterable[str]) -> str:
    found = list(names)
    return found[0] if len(found) == 1 else f"{', '.join(found[:-1])} and {found[-1]}"


def _free(fits: list[SweepFit]) -> list[str]:
    """Say which parameters of the model were free and which were held."""
    if not fits:
        return []
    free: dict[str, None] = {}
    fixed: dict[str, set[float]] = {}
    units: dict[str, str] = {}
    for fit in fits:
        assert fit.problem is not None
        for name in fit.problem.term_names:
            units[name] = fit.params[name].unit
            if name in fit.problem.fixed:
                fixed.setdefault(name, set()).add(fit.problem.fixed[name])
            else:
                free[name] = None
    out = []
    if free:
        out.append(
            f"Free parameters were {_names(free)}." if len(free) > 1 else f"{next(iter(free))} was free."
        )
    held = [f"{n} = {_range(v, units[n])}" for n, v in fixed.items()]
    if held:
        out.append(f"Held at fixed values: {_names(held)}.")
    return out


def _range(values: Iterable[float], unit: str) -> str:
    found = sorted(values)
    factor, shown = (1.0, unit) if unit != "T" or max(found) >= 0.1 else readable_unit(unit)
    texts = list(dict.fromkeys(plain_number(factor * v) for v in (found[0], found[-1])))
    return f"{' to '.join(texts)} {shown}".strip()


def _additions(fits: list[SweepFit]) -> list[str]:
    if not fits:
        return []
    problems = [f.problem for f in fits if f.problem is not None]
    out = ["The conductance at B = 0 was a free parameter of each sweep."]
    if any(f.curve.symmetrized for f in fits):
        out.append("Symmetrized curves were fitted on B ≥ 0, without a free field offset.")
    if any(n not in p.fixed for p in problems for n in p.offset_names):
        out.append("The field offset of the magnet was fitted along.")
    if any(p.n_groups > 1 for p in problems):
        out.append(
            "Up and down sweeps at one temperature were fitted together, each direction with its own offset."
        )
    odd = max((len(p.odd) for p in problems), default=0)
    if odd:
        terms = "c1 B" if odd == 1 else "c1 B + c3 B³"
        out.append(f"Terms odd in field ({terms}) took up the admixture of the Hall voltage.")
    else:
        out.append("No terms odd in field were fitted.")
    return out


def _window(fits: list[SweepFit]) -> list[str]:
    if not fits:
        return []
    windows = _range({f.B_max for f in fits}, "T")
    if not any(f.window is not None and f.window.automatic for f in fits):
        return [f"The fits used |B| up to {windows}."]
    text = (
        f"The window of each fit (|B| up to {windows}) is the largest of eight logarithmic ones whose L_φ "
        "agrees within one standard error with that of the next smaller one"
    )
    capped = any(f.window is not None and f.window.capped for f in fits)
    return [f"{text}, below a tenth of the transport field." if capped else f"{text}."]


def _errors(fits: list[SweepFit]) -> list[str]:
    words = {
        "given": "The standard errors of the points were given with the data and used as they are.",
        "instrument": "The standard deviations of the instrument gave the shape of the errors of the points, "
        "the scatter of neighbouring points their size.",
        "estimated": "The standard error of a point was estimated from the scatter of neighbouring points.",
    }
    return [text for kind, text in words.items() if any(f.curve.errors == kind for f in fits)]


def _limits(fits: list[SweepFit]) -> list[str]:
    if not fits:
        return []
    drawn = [f.bootstrap for f in fits if f.bootstrap is not None]
    if drawn:
        n_draws = len(drawn[0].values) + drawn[0].failed
        kinds = _names(dict.fromkeys(_DRAWN[b.kind] for b in drawn))
        out = [
            f"Limits are the 68 % quantiles of {n_draws} refits of resampled data ({kinds}); a parameter is "
            "called determined where its profile likelihood rejects both zero and infinity at Δχ² > 9, and "
            "one-sided limits are those of the profile at 95 %."
        ]
    elif any(f.profiles for f in fits):
        out = [
            "Limits are 68 % limits of the profile likelihood; a parameter is called determined where its "
            "profile rejects both zero and infinity at Δχ² > 9, and one-sided limits hold at 95 %."
        ]
    else:
        out = ["Errors are standard errors from the curvature of χ² at its minimum."]
    sampled = [f.samples for f in fits if f.samples is not None and f.samples.converged]
    if sampled:
        out.append(
            "Limits of parameters that are determined are 16 % and 84 % quantiles of the posterior, sampled "
            "with emcee (D. Foreman-Mackey, D. W. Hogg, D. Lang and J. Goodman, PASP 125, 306 (2013)) from "
            "the optimum on over at least 50 autocorrelation times."
        )
    n = len(fits)
    wide = sum(f.misfit is not None and f.misfit.significant for f in fits)
    if wide:
        out.append(
            f"In {wide} of {n} sweeps the residuals exceed the scatter of the points; the limits of these "
            "sweeps are widened accordingly."
        )
    correlated = sum(f.noise is not None and f.noise.significant for f in fits)
    if correlated:
        out.append(
            f"In {correlated} of {n} sweeps the residuals of neighbouring fields are correlated, by the "
            "restricted likelihood; the fit takes their correlation into account."
        )
    return out


def _shared(analysis: Analysis) -> list[str]:
    shared = analysis.series.shared
    return [f"{_names(shared)} had one value for all sweeps."] if shared else []


def _dephasing(analysis: Analysis) -> str:
    fit = analysis.dephasing
    if fit is None:
        return ""
    T = fit.rates.T
    text = (
        f"Rate laws were fitted to B_φ(T) at {T.size} points between {plain_number(float(T.min()), 3)} and "
        f"{plain_number(float(T.max()), 3)} K"
    )
    text += ", with the covariance of the B_φ" if analysis.series.covariance_B_phi is not None else ""
    text += f", and compared by Akaike's criterion for small samples (AICc). {fit.reason}"
    left = len(fit.excluded)
    return text + (f" {left} sweep{'s' * (left != 1)} did not enter." if left else "")
