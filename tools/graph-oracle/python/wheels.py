"""A second opinion on graph.py: builds each project with its own backend and compares the modules in the wheel.

Usage: wheels.py FOLDER, a copy that may be changed, with uv on PATH. It runs the code of the build backends that the projects
name and downloads them. Prints one line for each project whose wheel differs or cannot be built, then the sums.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path, PurePosixPath
from zipfile import ZipFile

import graph

# What backends ask version control for, which a copy does not have.
VERSIONS = dict.fromkeys(
    ("SETUPTOOLS_SCM_PRETEND_VERSION", "UV_DYNAMIC_VERSIONING_BYPASS", "PDM_BUILD_SCM_VERSION"),
    "1.0.0",
)
PATIENCE = 300


def modules_in(wheel):
    """Dotted names of the modules that a wheel installs."""
    paths = (PurePosixPath(name) for name in ZipFile(wheel).namelist())
    files = [
        x
        for x in paths
        if x.suffix in {".py", ".pyi"} and not x.parts[0].endswith((".dist-info", ".data"))
    ]
    return {
        ".".join(x.parent.parts if x.stem == "__init__" else x.with_suffix("").parts) for x in files
    }


def built(folder):
    """The modules of a project's wheel, or None when it cannot be built."""
    with tempfile.TemporaryDirectory() as out:
        python = f"--python={sys.executable}"
        command = [
            "uv",
            "build",
            "--quiet",
            "--wheel",
            "--no-config",
            python,
            f"--out-dir={out}",
            folder,
        ]
        try:
            subprocess.run(  # noqa: S603 - what a user names is built
                command,
                env={**os.environ, **VERSIONS},
                timeout=PATIENCE,
                check=True,
                capture_output=True,
            )
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
            return None
        return next((modules_in(wheel) for wheel in Path(out).glob("*.whl")), None)


def main():
    """Reads a folder, writes differences."""
    root = os.path.realpath(sys.argv[1])
    projects = graph.read(root, [])
    owners, _ = graph.installed(projects)
    sums = {"same": 0, "different": 0, "not built": 0}
    for folder in sorted(projects):
        if not graph.is_package(projects[folder]):
            continue
        expected = {name for name, folders in owners.items() if folder in folders}
        wheel = built(str(Path(root, folder)))
        verdict = "not built" if wheel is None else "same" if wheel == expected else "different"
        sums[verdict] += 1
        if verdict == "different":
            print(
                f"{folder}: only in the wheel {sorted(wheel - expected)[:9]}, only expected {sorted(expected - wheel)[:9]}"
            )
        elif verdict != "same":
            print(f"{folder}: {verdict}")
    print(", ".join(f"{count} {verdict}" for verdict, count in sums.items()))


if __name__ == "__main__":
    main()
