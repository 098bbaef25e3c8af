"""Single-file plugins of the workloads, for workers that find them in this folder."""
