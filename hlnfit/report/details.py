"""What is told of one sweep when its box is opened: every parameter, the flags, the file, the steps."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from hlnfit.numbers import parameter_text, plain_number
from hlnfit.report.curves_csv import curve_file
from hlnfit.report.labels import html_name, html_unit, readable_unit, sweep_name

if TYPE_CHECKING:
    from hlnfit.fitting import ParameterValue, Series, SweepFit
    from hlnfit.flags import Flag


@dataclass(frozen=True)
class SweepDetails:
    """One sweep in words.

    Attributes
    ----------
    sweep : int
    name, verdict : str
    rejected : bool
        True where the numbers belong to a rejected fit.
    parameters : tuple of (name, value, remark)
    facts : tuple of (what, value)
    flags : tuple of Flag
    columns : tuple of (role, column)
    steps : tuple of str
    """

    sweep: int
    name: str
    verdict: str
    rejected: bool
    parameters: tuple[tuple[Markup, Markup, str], ...]
    facts: tuple[tuple[str, str], ...]
    flags: tuple[Flag, ...]
    columns: tuple[tuple[str, str], ...]
    steps: tuple[str, ...]


def sweep_details(fit: SweepFit, sweep: int, series: Series) -> SweepDetails:
    """Return what the box of a sweep holds."""
    return SweepDetails(
        sweep,
        sweep_name(fit, series.condition),
        fit.verdict,
        fit.fitted and fit.verdict == "reject",
        tuple(_parameter(p) for p in fit.params.values()),
        tuple(_facts(fit, sweep)),
        fit.flags,
        tuple(fit.curve.source.columns.items()),
        fit.curve.log,
    )


def _parameter(p: ParameterValue) -> tuple[Markup, Markup, str]:
    factor, unit = readable_unit(p.unit)
    if p.unit == "m" or not math.isfinite(p.value):
        text = parameter_text(p, factor, "html")
        # The bound of a field is text in tesla.
        unit = p.unit if p.unit == "T" else unit
    else:
        # Fields from nanotesla to tesla, conductances from pS to mS: the unit that reads best.
        factor, unit = (1.0, p.unit) if abs(p.value) * factor >= 1e3 else (factor, unit)
        text = parameter_text(p, factor, "html")
    remark = "nuisance" if p.nuisance else ""
    shown = unit if math.isfinite(p.value) or p.bound else ""
    return Markup(html_name(p.name)), Markup(f"{text} {html_unit(shown)}".strip()), remark


def _facts(fit: SweepFit, sweep: int) -> list[tuple[str, str]]:
    curve, source = fit.curve, fit.curve.source
    out = [("file", source.file or "none (arrays)")]
    if source.rows is not None:
        out.append(("lines in the file", f"{source.rows[0]} to {source.rows[1]}"))
    if source.sha256:
        out.append(("SHA-256 of the file", source.sha256))
    out.append(("points", f"{fit.n_points} of {len(curve)} in the window" if fit.fitted else str(len(curve))))
    out.append(("directions", ", ".join(curve.group_names)))
    if fit.fitted:
        scan = fit.window
        chosen = scan is not None and scan.automatic
        out.append(("window", f"|B| ≤ {plain_number(fit.B_max)} T" + (", chosen" if chosen else "")))
        if scan is not None:
            best = plain_number(float(scan.b_max[scan.recommended]), 3)
            out.append(("recommended window", f"|B| ≤ {best} T: {scan.reason}"))
    out += _systematic(fit)
    if fit.noise is not None:
        out.append(("noise", _noise(fit)))
    if fit.misfit is not None:
        out.append(
            ("χ² per degree of freedom", f"{plain_number(fit.misfit.chi2_red, 3)} ({curve.errors} errors)")
        )
    if fit.misfit is not None and fit.misfit.significant:
        out.append(
            (
                "misfit",
                f"{plain_number(100 * fit.misfit.relative, 2)} % of the cusp height (rms); limits widened by "
                f"{plain_number(math.sqrt(fit.misfit.scale), 3)}",
            )
        )
    if fit.combination is not None:
        out.append(("determined together", fit.combination.words))
    out.append(("curve", f"curves/{curve_file(fit, sweep)}"))
    return out


def _systematic(fit: SweepFit) -> list[tuple[str, str]]:
    """Return what choices change in L_phi, beside the statistical error."""
    L = fit.params.get("L_phi")
    total = fit.systematics.get("L_phi_systematic_m")
    if L is None or total is None or not math.isfinite(L.value):
        return []
    parts = [
        f"{word} {plain_number(1e9 * size, 2)} nm"
        for word, size in (
            ("window", fit.systematics.get("L_phi_window_m")),
            ("background", fit.systematics.get("L_phi_background_m")),
            ("symmetrized", _difference(fit.systematics.get("L_phi_symmetrized_m"), L.value)),
        )
        if size is not None
    ]
    text = f"{plain_number(1e9 * total, 2)} nm ({', '.join(parts)}), beside the statistical "
    return [("systematic error of L_φ", f"{text}{plain_number(1e9 * L.err, 2)} nm")]


def _difference(folded: float | None, L: float) -> float | None:
    return None if folded is None else abs(folded - L)


def _noise(fit: SweepFit) -> str:
    """Return what the residuals say of the noise."""
    noise = fit.noise
    assert noise is not None
    structure = noise.structure
    runs = f"{structure.runs} runs of one sign, {plain_number(structure.expected_runs, 3)} expected"
    if not noise.significant:
        return f"white as far as the residuals tell ({runs})"
    kind = {
        "pink": "1/f noise",
        "smooth": f"correlated over {plain_number(1e3 * noise.correlation_field, 2)} mT"
        + (", the same in both directions" if noise.shared and len(fit.curve.group_names) > 1 else ""),
    }.get(noise.shape, "correlated")
    return (
        f"{kind}, {plain_number(100 * noise.share, 2)} % of the variance; as good as "
        f"{plain_number(noise.effective_points, 2)} independent points ({runs})"
    )
