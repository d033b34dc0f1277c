"""What kit.toml says where there is no device. What the URLs of real ones mean is the devices' matter."""

NO_DEVICE = "none"
"""What kit.toml has where there is no radio or no printer."""


def names_device(url: str) -> bool:
    """Whether a device's URL names any at all; case and the space around it do not matter."""
    return url.strip().casefold() != NO_DEVICE
