"""The command line: one file per command group; the heavy parts are imported when a command needs them."""
