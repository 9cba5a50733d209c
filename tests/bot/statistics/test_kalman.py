"""The filter against published results and against the same model written down densely.

Nile: Durbin & Koopman, *Time Series Analysis by State Space Methods*, ch. 2; R StructTS 15098.58/1469.147;
KFAS log-likelihood -632.5456 (diffuse, without the constant of the first observation).
"""

import numpy as np
import pytest

from bot.statistics import kalman

NILE = """1120 1160 963 1210 1160 1160 813 1230 1370 1140 995 935 1110 994 1020 960 1180 799 958 1140 1100
1210 1150 1250 1260 1220 1030 1100 774 840 874 694 940 833 701 916 692 1020 1050 969 831 726 456 824
702 1120 1100 832 764 821 768 845 864 862 698 845 744 796 1040 759 781 865 845 944 984 897 822 1010
771 676 649 846 812 742 801 1040 860 874 848 890 744 749 838 1050 918 986 797 923 975 815 1020 906
901 1170 912 746 919 718 714 740"""
NOISE, DRIFT = 15099.0, 1469.1


def nile():
    """Filtered means, variances and log-likelihoods of the Nile, year by year."""
    mean, cov, years = np.zeros((1, 1)), np.full((1, 1, 1), 1e12), []
    for flow in map(float, NILE.split()):
        evidence = kalman.confront(mean, cov, np.ones((1, 1)), np.array([flow]), np.array([NOISE]))
        mean, cov = kalman.update(mean, cov, evidence)
        years.append((mean[0, 0], cov[0, 0, 0], evidence.fit[0]))
        cov = cov + DRIFT
    return years


def test_the_nile_has_the_published_likelihood():
    assert len(nile()) == 100
    assert sum(fit for *_, fit in nile()[1:]) == pytest.approx(-632.5456, abs=0.01)


def test_the_nile_reaches_its_steady_state():
    _, variance, _ = nile()[-1]
    assert variance == pytest.approx(4032.16, abs=0.01)
    assert variance + DRIFT == pytest.approx(5501.26, abs=0.01)


def test_the_last_filtered_level_of_the_nile_is_its_smoothed_level():
    assert nile()[-1][0] == pytest.approx(798.4, abs=0.05)


def test_smaller_sampling_variance_never_widens():
    rng = np.random.default_rng(3)
    for _ in range(50):
        root = rng.normal(size=(1, 5, 5))
        cov, rows = root @ root.swapaxes(-1, -2), rng.normal(size=(4, 5))
        noise = rng.uniform(1, 50, 4)
        figure = rng.normal(size=5)
        widths = []
        for fewer in (1.0, 0.5, 0.1):
            evidence = kalman.confront(np.zeros((1, 5)), cov, rows, np.zeros(4), noise * fewer)
            widths.append(figure @ kalman.update(np.zeros((1, 5)), cov, evidence)[1][0] @ figure)
        assert widths == sorted(widths, reverse=True)
