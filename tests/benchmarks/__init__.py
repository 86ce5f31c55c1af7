"""What speed is promised, measured: ratios taken inside one run, never seconds, never in `make test`."""
