"""What pyproject.toml cannot say: cards, scenarios and sample data lie beside the package, and come along inside.

Nothing else belongs here. `fieldkit/store/files/shipped.py` finds them again.
"""

from tempfile import TemporaryDirectory

from setuptools import find_packages, setup

SHIPPED = {f"fieldkit.shipped.{name}": name for name in ("cards", "data", "exercises")}

# Else setuptools keeps what it made in build/, and the next wheel has every module that was removed since.
build_room = TemporaryDirectory(prefix="fieldkit-build-")

setup(
    packages=[*find_packages(include=["fieldkit", "fieldkit.*"]), *SHIPPED],
    package_dir=SHIPPED,
    package_data={
        "fieldkit.console": ["*.tcss"],
        "fieldkit.archive": ["sql/*.sql"],
        **{name: ["*.md", "*.txt", "*.csv", "*.toml"] for name in SHIPPED},
    },
    options={"build": {"build_base": build_room.name}},
)
