"""``fit_map``: arrays in, arrays out, every curve by itself, and the same answer as a single fit."""

from __future__ import annotations

import numpy as np
import pytest

import hlnfit as hf
from hlnfit.errors import ConfigError, FitError

from ..curves import one_channel, three_terms

B = np.linspace(-1.0, 1.0, 201)
RNG = np.random.default_rng(6)
TRUTH = np.exp(RNG.uniform(np.log([3e-3, 0.05, 0.6]), np.log([2e-2, 0.2, 3.0]), size=(12, 3)))
CLEAN = np.array([three_terms(B, *p) for p in TRUTH])
NOISE = 0.005 * np.ptp(CLEAN, axis=1, keepdims=True)
CURVES = CLEAN + NOISE * RNG.normal(size=CLEAN.shape)
NAMES = ("B_phi", "B_so", "B_e", "L_phi", "L_so", "dsigma0")


def same(first, second, where=slice(None)):
    """Both maps hold the same bits."""
    for name in first.columns():
        a, b = getattr(first, name)[where], getattr(second, name)[where]
        if a.dtype.kind == "f":
            np.testing.assert_array_equal(a, b, err_msg=name)
        else:
            assert (a == b).all(), name


def test_finds_the_truth():
    """Fields, lengths and their errors of twelve curves, whose truth comes from scipy."""
    grid = hf.fit_map(B, CURVES)

    pulls = np.array([(getattr(grid, n) - t) / getattr(grid, n + "_err") for n, t in
                      zip(("B_phi", "B_so"), TRUTH.T[:2], strict=True)])  # fmt: skip
    assert np.abs(pulls).max() < 4.0
    assert 0.5 < np.std(pulls) < 1.5
    assert set(grid.verdict) == {"good"}
    np.testing.assert_allclose(grid.chi2_red, 1.0, atol=0.4)
    np.testing.assert_allclose(grid.evaluate(B), CLEAN, atol=float(NOISE.max()))


SINGLE = {"errors": "covariance", "odd": "none", "fix": {"B_offset": 0.0}}


def test_agrees_with_single_fits():
    """On a shared grid parameters, errors and goodness are those of ``hf.fit``, to the basis of the grid."""
    grid = hf.fit_map(B, CURVES)
    for k in (0, 5, 11):
        fit = hf.fit(hf.Magnetoconductance(B, CURVES[k]), "hln", **SINGLE)
        for name in NAMES:
            p, q = fit.params[name], grid.params[name]
            for what in ("value", "err", "lo", "hi"):
                assert abs(getattr(q, what)[k] - getattr(p, what)) < 2e-6 * p.err, name
            assert q.determined[k] == p.determined
        assert grid.chi2_red[k] == pytest.approx(fit.misfit.chi2_red, rel=1e-7)
        assert grid.verdict[k] == fit.verdict


@pytest.mark.parametrize("model", ["hln", "hln_magnetic", "hln_simple+quadratic", "hln_simple+hln_simple"])
@pytest.mark.parametrize("error", ["scatter", "one", "each"])
def test_same_bits_as_a_single_fit(model, error):
    """A map of one curve, and of curves with grids of their own, is ``hf.fit`` bit for bit."""
    e = {"scatter": None, "one": NOISE[3], "each": NOISE[3] * np.linspace(0.5, 1.5, B.size)}[error]
    fit = hf.fit(hf.Magnetoconductance(B, CURVES[3], None if e is None else e + 0 * B), model, **SINGLE)
    one = hf.fit_map(B, CURVES[3], model, error=e)
    errors = None if e is None else np.tile(e + 0 * B, (12, 1))
    many = hf.fit_map(np.tile(B, (12, 1)), CURVES, model, error=errors)
    if fit.problem.noise is not None:
        pytest.skip("the single fit found correlated noise")
    for name, p in fit.params.items():
        for what in ("value", "err", "lo", "hi", "determined"):
            expected = getattr(p, what)
            np.testing.assert_array_equal(expected, getattr(one.params[name], what)[0], err_msg=name)
            np.testing.assert_array_equal(expected, getattr(many.params[name], what)[3], err_msg=name)
    for name, value in fit.best.items():
        np.testing.assert_array_equal(value, many.best[name][3], err_msg=name)


def test_shapes_follow_the_map():
    """Every array has the shape of the map; its structured table too."""
    grid = hf.fit_map(B, CURVES.reshape(3, 2, 2, -1))

    assert (3, 2, 2) == grid.B_phi.shape == grid.verdict.shape == grid.flags.shape == grid.table.shape
    assert (3, 2, 2, 4, 4) == grid.covariance.shape
    assert ("B_phi", "B_so", "B_e", "dsigma0") == grid.free
    np.testing.assert_array_equal(grid.L_phi, grid.table["L_phi"])
    one = hf.fit_map(B, CURVES[3])
    assert () == one.B_phi.shape
    assert "good" == one.verdict


@pytest.mark.parametrize("own", [False, True])
def test_broken_curves_disturb_no_other(own):
    """Gaps, empty, constant, infinite and too short curves change no bit of their neighbours."""
    fields = np.repeat(B[None], 12, axis=0) if own else B
    whole = hf.fit_map(fields, CURVES)
    broken = CURVES.copy()
    broken[1, 30:60] = np.nan
    broken[3] = np.nan
    broken[4] = 1e-6
    broken[6, ::2] = np.inf
    broken[8, 3:] = np.nan
    grid = hf.fit_map(fields, broken)

    intact = [0, 2, 5, 7, 9, 10, 11]
    same(whole, grid, intact)
    assert {"reject"} == set(grid.verdict[[3, 4, 8]])
    assert not np.isfinite(grid.B_phi[[3, 4, 8]]).any()
    assert {"too_few_points"} == set(grid.flags[[3, 8]])
    assert ["good", "good"] == list(grid.verdict[[1, 6]])
    assert [171, 0, 100, 3] == list(grid.n_points[[1, 3, 6, 8]])
    np.testing.assert_allclose(grid.B_phi[[1, 6]], whole.B_phi[[1, 6]], rtol=0.05)


@pytest.mark.parametrize("own", [False, True])
def test_order_and_threads_change_nothing(own):
    """A map backwards, its points backwards, or on two threads holds the same bits."""
    many = np.tile(CURVES, (12, 1))
    fields = np.repeat(B[None], 144, axis=0) if own else B
    grid = hf.fit_map(fields, many)

    same(grid, hf.fit_map(fields, many, jobs=2))
    backwards = hf.fit_map(fields[..., ::-1], many[::-1, ::-1])
    for name in NAMES:
        np.testing.assert_array_equal(getattr(grid, name), getattr(backwards, name)[::-1])


def test_errors_of_the_points():
    """Given errors count as they are; weights are their inverse; constant ones leave the values alone."""
    shape = np.linspace(0.5, 1.5, B.size)
    curves = CLEAN + NOISE * shape * np.random.default_rng(1).normal(size=CLEAN.shape)
    given = hf.fit_map(B, curves, error=NOISE * shape)
    weighted = hf.fit_map(B, curves, weights=1.0 / (NOISE * shape))
    doubled = hf.fit_map(B, curves, error=2.0 * NOISE * shape)

    np.testing.assert_allclose(given.B_phi_err, weighted.B_phi_err, rtol=1e-9)
    np.testing.assert_allclose(2.0 * given.B_phi_err, doubled.B_phi_err, rtol=1e-6)
    np.testing.assert_allclose(given.chi2_red, 1.0, atol=0.5)
    np.testing.assert_allclose(given.chi2_red, 4.0 * doubled.chi2_red, rtol=1e-6)
    np.testing.assert_array_equal(1.0, given.scale)
    constant = hf.fit_map(B, curves, error=NOISE)
    np.testing.assert_array_equal(constant.B_phi, hf.fit_map(B, curves).B_phi)
    np.testing.assert_array_equal(
        constant.B_phi_err, hf.fit_map(B, curves, error=NOISE + 0 * curves).B_phi_err
    )


def test_a_field_offset_is_found():
    """``offset=True`` fits one offset a curve; otherwise it is held, and said to be."""
    offsets = np.linspace(-8e-3, 8e-3, 12)
    curves = np.array([three_terms(B - o, *p) for o, p in zip(offsets, TRUTH, strict=True)])
    curves += NOISE * np.random.default_rng(2).normal(size=curves.shape)
    grid = hf.fit_map(B, curves, offset=True)

    assert (np.abs(grid.B_offset - offsets) < 5.0 * grid.B_offset_err).all()
    assert (np.abs(offsets) > 5e-3)[grid.flagged("field_offset")].all()
    held = hf.fit_map(B, CURVES)
    assert held.params["B_offset"].fixed
    np.testing.assert_array_equal(0.0, held.B_offset)


def test_amplitudes_backgrounds_and_held_parameters():
    """A free amplitude, a background and a fixed length, together."""
    alpha, B_phi = np.linspace(-1.0, -0.3, 6), np.geomspace(2e-3, 2e-2, 6)
    curves = np.array([one_channel(B, a, b) for a, b in zip(alpha, B_phi, strict=True)]) - 2e-6 * B**2
    noise = 2e-3 * np.ptp(curves, axis=1, keepdims=True)
    curves += noise * np.random.default_rng(3).normal(size=curves.shape)
    grid = hf.fit_map(B, curves, "hln_simple", background="quadratic")

    assert (np.abs(grid.alpha - alpha) < 4.5 * grid.alpha_err).all()
    assert (np.abs(grid.c2 + 2e-6) < 4.5 * grid.c2_err).all()
    L = hf.fit_map(B, curves[:1], "hln_simple+quadratic", fix={"L_phi": "200nm"})
    assert L.L_phi[0] == pytest.approx(200e-9)
    assert ("alpha", "c2", "dsigma0") == L.free


def test_two_channels_stand_in_order():
    """Equal channels of a sum could change places; in a map they stand by growing B_phi."""
    curves = np.array([one_channel(B, -0.5, 2e-3) + one_channel(B, a, 0.1) for a in (-0.5, -1.5, 2.0)])
    curves += 1e-3 * np.ptp(curves) * np.random.default_rng(4).normal(size=curves.shape)
    grid = hf.fit_map(B, curves, "hln_simple+hln_simple")

    assert (grid.B_phi < grid.B_phi_2).all()
    np.testing.assert_allclose(grid.B_phi, 2e-3, rtol=0.3)


def test_other_models_go_one_by_one():
    """A model that is no mode table gives the same arrays, slower."""
    curves = np.array([hf.models.get("film")(B, B_phi=b, thickness=50e-9) for b in (2e-3, 8e-3)])
    curves += 0.01 * np.ptp(curves) * np.random.default_rng(5).normal(size=curves.shape)
    grid = hf.fit_map(B, np.vstack([curves, curves[:1] * np.nan]), "film", sample=hf.Sample(thickness=50e-9))

    assert (3,) == grid.B_phi.shape
    np.testing.assert_allclose(grid.B_phi[:2], [2e-3, 8e-3], rtol=0.1)
    assert "reject" == grid.verdict[2]
    assert np.isnan(grid.B_phi[2])


@pytest.mark.parametrize(
    ("arguments", "options", "words"),
    [
        ((B[:-1], CURVES), {}, r"B has shape \(200,\)"),
        ((B, CURVES), {"error": np.ones(7)}, r"error has shape \(7,\)"),
    ],
)
def test_shapes_that_do_not_fit_are_told(arguments, options, words):
    """The message names the shapes."""
    with pytest.raises(FitError, match=words):
        hf.fit_map(*arguments, **options)


def test_options_that_make_no_sense_are_told():
    """Unknown parameters, both kinds of errors, no threads."""
    with pytest.raises(ConfigError, match="B_what"):
        hf.fit_map(B, CURVES, fix={"B_what": 1.0})
    with pytest.raises(ConfigError, match="error and weights"):
        hf.fit_map(B, CURVES, error=1e-8, weights=1e8)
    with pytest.raises(ConfigError, match="jobs"):
        hf.fit_map(B, CURVES, jobs=0)
    with pytest.raises(AttributeError, match="B_phi"):
        _ = hf.fit_map(B, CURVES).B_phee


def test_progress_counts_curves():
    """The last call says that all are done."""
    seen = []
    hf.fit_map(B, np.vstack([CURVES, np.full_like(CURVES[:1], np.nan)]), progress=lambda *n: seen.append(n))

    assert (13, 13) == seen[-1]
    assert sorted(seen) == seen


@pytest.mark.parametrize("offset", [False, True])
def test_a_background_that_no_curve_tells_is_empty_as_in_a_single_fit(offset):
    """Within a tenth of B_phi any correction is a parabola; beyond it the background shows."""
    rng = np.random.default_rng(8)
    for reach, all_tell in ((0.002, False), (1.0, True)):
        B = np.linspace(-reach, reach, 81)
        y = one_channel(B, -0.5, 0.02) - 2e-6 * B**2
        y = y + 0.05 * np.ptp(y) * rng.normal(size=(12, B.size))
        found = hf.fit_map(B, y, "hln_simple+quadratic", offset=offset)
        fix = {} if offset else {"B_offset": 0.0}
        ones = [
            hf.fit(
                hf.Magnetoconductance(B, row),
                "hln_simple+quadratic",
                odd="none",
                fix=fix,
                errors="covariance",
            )
            for row in y
        ]
        determined = np.array([f.params["c2"].determined for f in ones])

        np.testing.assert_array_equal(found.params["c2"].determined, determined)
        assert determined.all() == all_tell
        assert np.isfinite(found.params["c2"].value).tolist() == determined.tolist()
