"""New plugins: a complete distribution or a single file, written from the templates beside this module."""
