"""What-if studies: scenarios, and the runs that compare them."""
