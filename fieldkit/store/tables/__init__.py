"""Local tables beside the log: deliveries, print jobs, texts, devices. One kit's bookkeeping, never replicated."""
