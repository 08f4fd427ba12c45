"""The projects of a folder, and whose each file is."""

import os
import re
import sys
import tomllib
from pathlib import Path, PurePosixPath

from layouts import configured, conventional, is_package
from project import Project, join

SKIPPED = set(
    ".git .mypy_cache .nox .nx .tox .venv __pycache__ dist node_modules site-packages venv".split()
)


def read(root, others):
    """Projects by folder, each with its files; files that are in no project are left out."""
    projects, sources = {other: Project(other) for other in others}, []
    for at, folders, files in os.walk(root):
        folders[:] = sorted(x for x in folders if x not in SKIPPED)
        folder = os.path.relpath(at, root)
        is_template = re.search(r"\{\{.*\}\}", folder)
        if (
            "pyproject.toml" in files
            and not is_template
            and (table := manifest(Path(at, "pyproject.toml")))
        ):
            projects[folder] = Project(folder, table)
        names = [x for x in files if x.endswith((".py", ".pyi")) and Path(at, x).is_file()]
        sources += [join(folder, name) for name in names]
    for source in sources:
        above = (str(x) for x in PurePosixPath(source).parents)
        if owner := next((x for x in above if x in projects), None):
            projects[owner].files.append(source)
    for project in projects.values():
        if is_package(project) or Path(root, project.folder, "setup.py").exists():
            project.roots = configured(project, root) or conventional(project, projects, root)
    return projects


def manifest(path):
    """The content of a pyproject.toml, or None for one that describes no project or is broken."""
    try:
        table = tomllib.loads(path.read_text())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        print("broken:", path, file=sys.stderr)
        return None
    return table if "project" in table or "poetry" in table.get("tool", {}) else None
