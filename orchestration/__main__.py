"""python -m orchestration: the command line behind `make run` and `make ui`."""

from orchestration.command_line import main

raise SystemExit(main())
