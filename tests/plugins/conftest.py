"""What the tests of the command use, for tests that install plugins."""

from tests.cli.conftest import bare, here, run

__all__ = ["bare", "here", "run"]
