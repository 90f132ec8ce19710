"""What results.json holds of the noise of a sweep and of the windows that were tried."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hlnfit.fitting import WindowScan
    from hlnfit.fitting.reml import NoiseModel


def noise_numbers(noise: NoiseModel) -> dict[str, Any]:
    """Return what was found of the noise: that of the most probable process, and of the residuals."""
    structure = noise.structure
    return {
        "probability": noise.probability,
        "significant": noise.significant,
        "white_is_used": noise.white,
        "gain": noise.gain,
        "shape": noise.shape,
        "along": noise.along,
        "shared_by_directions": noise.shared,
        "correlation_field_T": noise.correlation_field,
        "share": noise.share,
        "effective_points": noise.effective_points,
        "autocorrelation": {
            "lag_T": structure.lag,
            "value": structure.autocorrelation,
            "expected_error": structure.expected_error,
        },
        "runs": structure.runs,
        "expected_runs": structure.expected_runs,
        "runs_probability": structure.runs_probability,
    }


def window_numbers(scan: WindowScan) -> dict[str, Any]:
    """Return the parameters against the window, in SI, and the recommended window with its reason."""
    return {
        "b_max_T": scan.b_max,
        "L_phi_m": scan.L_phi,
        "L_phi_err_m": scan.L_phi_err,
        "L_so_m": scan.L_so,
        "L_so_err_m": scan.L_so_err,
        "alpha": scan.alpha,
        "alpha_err": scan.alpha_err,
        "L_phi_symmetrized_m": scan.symmetrized,
        "L_phi_other_background_m": scan.background,
        "chosen": scan.chosen,
        "automatic": scan.automatic,
        "recommended": scan.recommended,
        "recommended_T": scan.b_max[scan.recommended],
        "reason": scan.reason,
        "agreed": scan.agreed,
        "capped": scan.capped,
    }
