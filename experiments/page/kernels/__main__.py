"""Makes the module anew: ``python -m experiments.page.kernels [FOLDER]``, which needs the extra ``page``."""

import sys
from pathlib import Path

from experiments.page.kernels.renew import renewed

renewed(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
