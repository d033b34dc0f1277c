"""Will our places fit on one channel? A morning's facts over simulated air, for our protocol and for plain texts."""
