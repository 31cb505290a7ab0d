"""``python -m tests.fuzz``, which ``make fuzz`` runs."""

import sys

from tests.fuzz.fuzzing import main

sys.exit(main())
