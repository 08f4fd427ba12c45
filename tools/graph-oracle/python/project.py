"""A project as its manifest and its files make it."""

import os
import re
from dataclasses import dataclass, field


@dataclass
class Root:
    """A folder whose content a project installs: all of it or these modules, as a package of this name or by itself."""

    folder: str
    modules: list[str] | None = None
    prefix: str = ""


@dataclass
class Project:
    """A folder with a pyproject.toml, or the root of a project of another language, whose table is empty."""

    folder: str
    table: dict = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    roots: list[Root] = field(default_factory=list)

    def get(self, *keys, default=None):
        """The value at a path of keys."""
        value = self.table
        for key in keys:
            if not isinstance(value, dict) or key not in value:
                return default
            value = value[key]
        return value

    @property
    def name(self):
        """Name of the distribution, as it is spelt in indexes."""
        name = self.get("project", "name") or self.get("tool", "poetry", "name")
        return normal(name) if name else None


def normal(name):
    """PEP 503."""
    return re.sub(r"[-_.]+", "-", name).lower()


def join(*parts):
    """A path without dots in it."""
    return os.path.normpath("/".join(parts))
