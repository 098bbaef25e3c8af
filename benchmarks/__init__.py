"""Reference workloads: clusterkit beside what one would write by hand, in ratios of CPU time."""
