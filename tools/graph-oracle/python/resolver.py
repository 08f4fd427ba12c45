"""Which project an import means."""

import os
import sys
from collections import defaultdict
from pathlib import PurePosixPath

from project import join


def installed(projects):
    """Dotted name of each module -> the projects that install it; file -> dotted name of the module in it."""
    modules, names = defaultdict(set), {}
    for project in projects.values():
        for root in project.roots:
            for file in project.files:
                if root.folder != "." and not file.startswith(root.folder + "/"):
                    continue
                parts = PurePosixPath(os.path.relpath(file, root.folder)).with_suffix("").parts
                inner = parts[:-1] if parts[-1] == "__init__" else parts
                dotted = ".".join([root.prefix, *inner] if root.prefix else inner)
                if dotted and (
                    root.modules is None
                    or any(f"{dotted}.".startswith(f"{name}.") for name in root.modules)
                ):
                    modules[dotted].add(project.folder)
                    names[file] = dotted
    return modules, names


class Resolver:
    """Finds the project that an import means."""

    def __init__(self, projects, requirements):
        self.projects, self.requirements = projects, requirements
        self.modules, self.names = installed(projects)
        self.namespaces = {
            name[:i] for name in self.modules for i, char in enumerate(name) if char == "."
        } - set(self.modules)
        self.owner = {
            file: project.folder for project in projects.values() for file in project.files
        }

    def at(self, folder, dotted):
        """Owner of the file that a module has in a folder."""
        path = join(folder, dotted.replace(".", "/"))
        return self.owner.get(path + ".py") or self.owner.get(path + "/__init__.py")

    def resolve(self, project, file, module, name):
        """The folder of the owner, or None: own, foreign and undecidable modules make no edge."""
        first = [os.path.dirname(file) or ".", project.folder]
        candidates = [f"{module}.{name}", module] if name and name != "*" else [module]
        for folder in first:
            for dotted in candidates:
                owner = self.at(folder, dotted)
                if owner and ("." in dotted or owner == project.folder):
                    return owner
        top = module.split(".")[0]
        parents = [module.rsplit(".", i)[0] for i in range(1, module.count(".") + 1)]
        owners = next(
            (self.modules[x] for x in [*candidates, *parents] if x in self.modules), set()
        )
        if not owners or project.folder in owners or top in sys.stdlib_module_names:
            return None
        roots = first + [
            root.folder for root in project.roots if root.modules is None or top in root.modules
        ]
        if top not in self.namespaces and any(self.at(folder, top) for folder in roots):
            return None
        asked = [x for x in owners if x in self.requirements[project.folder]]
        near = nearest(project.folder, owners)
        return asked[0] if len(asked) == 1 else near[0] if len(near) == 1 else None

    def resolve_relative(self, file, level, module, name):
        """The folder of the owner of what a relative import means, or None."""
        parts = self.names.get(file, "").split(".")
        package = parts if PurePosixPath(file).stem == "__init__" else parts[:-1]
        if not package or level > len(package):
            return None
        base = ".".join([*package[: len(package) - level + 1], *([module] if module else [])])
        owners = self.modules.get(f"{base}.{name}") or self.modules.get(base, set())
        return next(iter(owners)) if len(owners) == 1 else None


def nearest(folder, folders):
    """Those that share the longest path with a folder."""
    shared = {x: len(os.path.commonprefix([folder.split("/"), x.split("/")])) for x in folders}
    return sorted(x for x, length in shared.items() if length == max(shared.values()))
