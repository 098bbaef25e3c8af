"""Results as workbooks: what an office opens, sorts and hands on. Needs the extra `excel`."""
