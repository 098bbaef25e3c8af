"""Zhuhai's rules for small-business industrial clusters."""
