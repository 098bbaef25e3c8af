"""The report: results of studies as one page that opens anywhere, without a network."""
