"""The graphene family: reference values and limits."""

from __future__ import annotations

import numpy as np
import pytest

from hlnfit import models
from hlnfit.constants import FIELD_TIMES_AREA, G0, field_from_length
from hlnfit.models.gapped_dirac import channels

B = np.geomspace(1e-4, 10.0, 30)


@pytest.mark.parametrize(
    ("key", "name", "rows"),
    [
        ("mccann2006", "graphene", ("Bi", "Bstar")),
        ("bilayer_kechedzhi2007", "bilayer_graphene", ("Bi", "Bstar")),
        ("mccann_falko2012", "graphene_soc", ("Basy", "Bsym")),
    ],
)
def test_reference_values(reference, key, name, rows) -> None:
    """Monolayer, bilayer and spin-orbit graphene agree with 30-digit values."""
    model = models.get(name)
    for a, expected in reference(key):
        values = dict(zip(model.names, (a["Bphi"], a[rows[0]], a[rows[1]]), strict=True))

        assert expected == pytest.approx(float(model(a["B"], **values)) / G0, rel=1e-10, abs=1e-12)


def test_monolayer_between_antilocalization_and_localization() -> None:
    """The Berry phase gives -2 f2 without intervalley scattering and +f2 with much of it."""
    one = models.get("hln_simple")
    free = models.get("graphene")(B, B_phi=1e-3, B_i=1e-12, B_star=1e-12)
    mixed = models.get("graphene")(B, B_phi=1e-3, B_i=1e6, B_star=1e6)
    warped = models.get("graphene")(B, B_phi=1e-3, B_i=1e-12, B_star=1e6)

    np.testing.assert_allclose(one(B, alpha=-2.0, B_phi=1e-3), free, rtol=1e-8)
    np.testing.assert_allclose(one(B, alpha=1.0, B_phi=1e-3), mixed, rtol=1e-6)
    assert np.abs(warped).max() < 1e-8 * G0


def test_bilayer_always_localizes() -> None:
    """The Berry phase 2 pi leaves weak localization at every rate."""
    one = models.get("hln_simple")
    free = models.get("bilayer_graphene")(B, B_phi=1e-3, B_i=1e-12, B_star=1e-12)

    np.testing.assert_allclose(one(B, alpha=2.0, B_phi=1e-3), free, rtol=1e-8)
    assert (models.get("bilayer_graphene")(B, B_phi=1e-3, B_i=0.02, B_star=0.1) > 0.0).all()


def test_spin_orbit_graphene_is_anisotropic_hln() -> None:
    """The z-asymmetric and z-symmetric rates are twice the in-plane and out-of-plane spin-orbit rates."""
    expected = models.get("hln_anisotropic")(
        B, B_in=1e-3, B_so_x=0.01, B_so_z=0.03, B_s_x=0.0, B_s_z=0.0, B_e=1e6
    )

    np.testing.assert_allclose(
        expected, models.get("graphene_soc")(B, B_phi=1e-3, B_asy=0.02, B_sym=0.06), rtol=1e-6
    )


def test_symmetric_coupling_alone_never_antilocalizes() -> None:
    """Kane-Mele or valley-Zeeman coupling suppresses localization to zero without reversing it."""
    found = models.get("graphene_soc")(B, B_phi=1e-3, B_asy=1e-12, B_sym=0.3)

    assert (found > 0.0).all()


def test_gapped_dirac_reference(reference) -> None:
    """The massive cone agrees with 30-digit values."""
    for a, expected in reference("lss_gapped_dirac"):
        found = models.get("gapped_dirac")(
            a["B"], B_phi=field_from_length(a["Lphi"]), cos_theta=a["cos_theta"], mean_free_path=a["ell"]
        )

        assert expected == pytest.approx(float(found) / G0, rel=1e-10, abs=1e-12)


def test_gapped_dirac_channels(reference) -> None:
    """Weights and inverse squared lengths of both channels agree with 30-digit values."""
    for a, expected in reference("lss_alpha0_alpha1_inv_l0sq_inv_l1sq"):
        (alpha_0, _, gap_0), (alpha_1, _, gap_1) = channels(a["cos_theta"])

        assert expected == pytest.approx([alpha_0, alpha_1, gap_0, gap_1], rel=1e-12, abs=1e-15)


def test_gapped_dirac_is_one_channel_at_the_ends() -> None:
    """Without a gap alpha = -1/2; at the band edge alpha = +1/2."""
    one = models.get("hln_simple")
    for cos_theta, alpha in ((0.0, -0.5), (1.0, 0.5)):
        found = models.get("gapped_dirac")(B, B_phi=2e-3, cos_theta=cos_theta, mean_free_path=3e-8)

        np.testing.assert_allclose(one(B, alpha=alpha, B_phi=2e-3), found, rtol=1e-12)


def test_gapped_dirac_lengths_scale_with_the_mean_free_path() -> None:
    """B_i = hbar/(4 e ell_i^2): a path ten times as long needs a hundredth of the field."""
    (_, _, gap_0), _ = channels(0.4)
    model = models.get("gapped_dirac")
    small = model(1e-2, B_phi=1e-3, cos_theta=0.4, mean_free_path=1e-7)
    large = model(1.0, B_phi=1e-1, cos_theta=0.4, mean_free_path=1e-8)

    assert gap_0 * FIELD_TIMES_AREA > 0.0
    assert float(small) == pytest.approx(float(large), rel=1e-12)
