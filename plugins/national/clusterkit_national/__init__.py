"""The national measure on small-business industrial clusters, as far as it is known."""
