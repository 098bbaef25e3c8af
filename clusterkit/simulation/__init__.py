"""The SimPy harness: authorities on real dates, over arrays of (scenario, cluster, replication)."""
