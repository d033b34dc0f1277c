"""How logs meet afterwards: bundles, slips, the journal."""
