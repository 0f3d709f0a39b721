"""A fake Google over HTTP: the real SDKs are pointed at it by addresses alone."""
