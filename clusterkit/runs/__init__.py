"""Runs that last: plans and finished blocks on disk, engines that compute them, results that can be reproduced."""
