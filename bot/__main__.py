"""`python -m bot`: the same as `subaku`."""

import sys

from bot.cli import main

sys.exit(main())
