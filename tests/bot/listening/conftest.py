"""The benchmarks are no installed package; their corpus is tested all the same, however pytest is started."""

import sys
from pathlib import Path

_ROOT = str(Path(__file__).parents[3])
if _ROOT not in sys.path:
    sys.path.append(_ROOT)
