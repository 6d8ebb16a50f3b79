"""Three of NIST's Statistical Reference Datasets: data and certified values.

In the public domain, from https://www.itl.nist.gov/div898/strd: lls/data/Norris.shtml and
lls/data/Pontius.shtml, level of difficulty lower, and nls/data/ratkowsky2.shtml, higher.
"""

from dataclasses import dataclass

import numpy as np


@dataclass
class Reference:
    """Observations y at x, the certified parameters, and the certified sum of squared residuals."""

    x: np.ndarray
    y: np.ndarray
    certified: list
    squares: float


def reference(pairs, certified, squares):
    y, x = np.array(pairs.split(), dtype=float).reshape(-1, 2).T
    return Reference(x, y, certified, squares)


# y = B0 + B1 x: ozone measured by a customer (y) and by NIST (x). 36 observations y x.
NORRIS = reference(
    """
    0.1 0.2  338.8 337.4  118.1 118.2  888.0 884.6  9.2 10.1  228.1 226.5  668.5 666.3
    998.5 996.3  449.1 448.6  778.9 777.0  559.2 558.2  0.3 0.4  0.1 0.6  778.1 775.5
    668.8 666.9  339.3 338.0  448.9 447.5  10.8 11.6  557.7 556.0  228.3 228.1  998.0 995.8
    888.8 887.6  119.6 120.2  0.3 0.3  0.6 0.3  557.6 556.8  339.3 339.1  888.0 887.2
    998.5 999.0  778.9 779.0  10.2 11.1  117.6 118.3  228.9 229.2  668.4 669.1  449.2 448.9
    0.2 0.5
    """,
    [-0.262323073774029, 1.00211681802045],
    26.6173985294224,
)

# y = B0 + B1 x + B2 x^2: deflection of a load cell (y) under a load (x). 40 observations y x.
PONTIUS = reference(
    """
    .11019 150000  .21956 300000  .32949 450000  .43899 600000  .54803 750000  .65694 900000
    .76562 1050000  .87487 1200000  .98292 1350000  1.09146 1500000  1.20001 1650000
    1.30822 1800000  1.41599 1950000  1.52399 2100000  1.63194 2250000  1.73947 2400000
    1.84646 2550000  1.95392 2700000  2.06128 2850000  2.16844 3000000
    .11052 150000  .22018 300000  .32939 450000  .43886 600000  .54798 750000  .65739 900000
    .76596 1050000  .87474 1200000  .98300 1350000  1.09150 1500000  1.20004 1650000
    1.30818 1800000  1.41613 1950000  1.52408 2100000  1.63159 2250000  1.73965 2400000
    1.84696 2550000  1.95445 2700000  2.06177 2850000  2.16829 3000000
    """,
    [0.673565789473684e-03, 0.732059160401003e-06, -0.316081871345029e-14],
    0.155761768796992e-05,
)

# y = b1 / (1 + exp(b2 - b3 x)): growth of a pasture (y) over time (x). 9 observations y x.
RAT42 = reference(
    """
    8.93 9  10.80 14  18.59 21  22.33 28  39.35 42  56.11 57  61.73 63  64.62 70  67.08 79
    """,
    [7.2462237576e01, 2.6180768402, 6.7359200066e-02],
    8.0565229338,
)
