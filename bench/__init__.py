"""What `make bench` runs: each measure against a baseline in the same run."""
