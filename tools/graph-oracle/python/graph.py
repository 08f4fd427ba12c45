"""Prints the project graph of a folder as Python's own parsers see it: {"projects": [folder], "edges": [{from, to, kind}]}.

Usage: graph.py FOLDER. A project is a folder with a pyproject.toml. Imports come from ast and are resolved against the files
that each project installs; declared dependencies come from tomllib. It shares nothing with the scanner that it checks.
"""

import json
import os
import re
import sys
import tomllib
import warnings
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from imports import imports

SKIPPED = {"node_modules", "venv", "__pycache__", "dist", "site-packages"}
NO_PACKAGE = set(
    "test tests doc docs example examples scripts script tools tool util utils bin build benchmark benchmarks task tasks"
    " dist ci deploy".split()
)
NO_MODULE = {"setup.py", "conftest.py", "noxfile.py", "tasks.py"}
TEST = re.compile(
    r"(^|/)(tests?|testing_utils)/|^(examples?|docs|samples|benchmarks?|scripts)/|(^|/)(test_[^/]*|[^/]*_test|conftest)\.py$"
)


@dataclass
class Project:
    """A folder with a pyproject.toml."""

    folder: str
    table: dict
    files: list[str] = field(default_factory=list)
    roots: list[tuple[str, list[str] | None]] = field(default_factory=list)

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


def read(root):
    """Projects by folder, each with its files; files that are in no project are left out."""
    projects, sources = {}, []
    for at, folders, files in os.walk(root):
        folders[:] = sorted(x for x in folders if x not in SKIPPED and not x.startswith("."))
        folder = os.path.relpath(at, root)
        if "pyproject.toml" in files:
            try:
                projects[folder] = Project(
                    folder, tomllib.loads(Path(at, "pyproject.toml").read_text())
                )
            except (tomllib.TOMLDecodeError, UnicodeDecodeError):
                print("broken:", folder, file=sys.stderr)
        sources += [join(folder, x) for x in files if x.endswith((".py", ".pyi"))]
    for source in sources:
        if owner := next(
            (str(x) for x in PurePosixPath(source).parents if str(x) in projects), None
        ):
            projects[owner].files.append(source)
    for project in projects.values():
        project.roots = configured(project, root) or conventional(project, projects, root)
    return projects


def configured(project, root):
    """(folder, names in it or None for all) from the configuration of the build backend."""
    get, found = project.get, []

    def package(path):
        path = path.strip("/")
        found.append((os.path.dirname(path) or ".", [os.path.basename(path)]))

    wheel = get("tool", "hatch", "build", "targets", "wheel", default={})
    for path in wheel.get("packages") or get("tool", "hatch", "build", "packages", default=[]):
        package(path)
    for path in wheel.get("only-include", []):
        package(path)
    for pattern in wheel.get("include", []):
        top = pattern.lstrip("/").split("*")[0].rstrip("/").split("/")[0]
        if top and not top.endswith(".py"):
            found.append(("src", None) if top == "src" else (".", [top]))
    if isinstance(wheel.get("sources"), list):
        found += [(path, None) for path in wheel["sources"]]
    for entry in get("tool", "poetry", "packages", default=[]):
        found.append((entry.get("from", "."), [entry["include"].split("/")[0]]))
    packages = get("tool", "setuptools", "packages")
    mapped = get("tool", "setuptools", "package-dir", default={})
    if isinstance(packages, dict) and "find" in packages:
        found += [(path, None) for path in packages["find"].get("where", ["."])]
    elif isinstance(packages, list):
        for name in packages:
            ending = "/" + name.replace(".", "/")
            inside = f"/{mapped.get(name, '')}".endswith(ending)
            found.append(
                (
                    mapped[name].removesuffix(ending[1:]) or "." if inside else mapped.get("", "."),
                    [name],
                )
            )
    found += [(".", [name]) for name in get("tool", "setuptools", "py-modules", default=[])]
    backend = get("tool", "uv", "build-backend")
    if backend is not None:
        names = backend.get("module-name")
        found.append(
            (backend.get("module-root", "src") or ".", [names] if isinstance(names, str) else names)
        )
    if name := get("tool", "flit", "module", "name"):
        found.append(("src" if Path(root, project.folder, "src").is_dir() else ".", [name]))
    for keys in (("maturin", "python-source"), ("pdm", "build", "package-dir")):
        if folder := get("tool", *keys):
            found.append((folder, None))
    return [
        (join(project.folder, at), names)
        for at, names in found
        if Path(root, project.folder, at).is_dir()
    ]


def conventional(project, projects, root):
    """The same where nothing is configured."""
    base = Path(root, project.folder)
    if (base / "src").is_dir() and not (base / "src/__init__.py").exists():
        return [(join(project.folder, "src"), None)]
    name = project.name or normal(base.name)
    names = [x.stem for x in base.glob("*.py") if x.name not in NO_MODULE]
    for folder in (
        x
        for x in base.iterdir()
        if x.is_dir() and x.name.isidentifier() and x.name not in NO_PACKAGE
    ):
        path = join(project.folder, folder.name)
        inner = [x for x in folder.iterdir() if x.name.isidentifier() and x.name not in NO_PACKAGE]
        holds_project = any(x.startswith(path + "/") for x in projects)
        namespace = not holds_project and any((x / "__init__.py").exists() for x in inner)
        if path not in projects and (
            (folder / "__init__.py").exists() or normal(folder.name) == name or namespace
        ):
            names.append(folder.name)
    return [(project.folder, names)] if names else []


def installed(projects):
    """Dotted name of each module -> the projects that install it."""
    modules = defaultdict(set)
    for project in projects.values():
        for root, names in project.roots:
            for file in project.files:
                if root != "." and not file.startswith(root + "/"):
                    continue
                dotted = re.sub(
                    r"(^|/)__init__$", "", os.path.splitext(os.path.relpath(file, root))[0]
                ).replace("/", ".")
                if dotted and (
                    names is None or any(f"{dotted}.".startswith(f"{name}.") for name in names)
                ):
                    modules[dotted].add(project.folder)
    return modules


class Resolver:
    """Finds the project that an import means."""

    def __init__(self, projects, requirements):
        self.projects, self.requirements = projects, requirements
        self.modules = installed(projects)
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
        roots = first + [folder for folder, names in project.roots if names is None or top in names]
        if top not in self.namespaces and any(self.at(folder, top) for folder in roots):
            return None
        asked = [x for x in owners if x in self.requirements[project.folder]]
        near = nearest(project.folder, owners)
        return asked[0] if len(asked) == 1 else near[0] if len(near) == 1 else None


def nearest(folder, folders):
    """Those that share the longest path with a folder."""
    shared = {x: len(os.path.commonprefix([folder.split("/"), x.split("/")])) for x in folders}
    return sorted(x for x, length in shared.items() if length == max(shared.values()))


def requirements(projects):
    """Project -> {project that it asks for: whether it is also installed with it}."""
    named, found = defaultdict(list), {}
    for project in projects.values():
        if project.name:
            named[project.name].append(project.folder)
    for project in projects.values():
        get, hooks = (
            project.get,
            project.get("tool", "hatch", "metadata", "hooks", default={}).values(),
        )
        extras = [
            get("project", "optional-dependencies", default={}),
            *(x.get("optional-dependencies", {}) for x in hooks),
        ]
        main = get("project", "dependencies", default=[]) + list(
            get("tool", "poetry", "dependencies", default={})
        )
        main += [x for hook in hooks for x in hook.get("dependencies", [])]
        main += [x for groups in extras for group in groups.values() for x in group]
        groups = [
            *get("dependency-groups", default={}).values(),
            *get("tool", "pdm", "dev-dependencies", default={}).values(),
        ]
        groups += [
            list(x.get("dependencies", {}))
            for x in get("tool", "poetry", "group", default={}).values()
        ]
        groups += [
            x.get("dependencies", []) for x in get("tool", "hatch", "envs", default={}).values()
        ]
        groups += [
            get("tool", "uv", "dev-dependencies", default=[]),
            list(get("tool", "poetry", "dev-dependencies", default={})),
        ]
        found[project.folder] = asked = {}
        for is_main, entries in ((False, [x for group in groups for x in group]), (True, main)):
            for entry in (x for x in entries if isinstance(x, str)):
                name = normal(re.match(r"\s*([\w.-]*)", entry)[1])
                if target := [
                    x for x in nearest(project.folder, named[name]) if x != project.folder
                ][:1]:
                    asked[target[0]] = is_main
    return found


def main():
    """Reads a folder, writes its graph."""
    warnings.simplefilter("ignore")
    root = os.path.realpath(sys.argv[1])
    projects = read(root)
    declared = requirements(projects)
    resolver = Resolver(projects, declared)
    edges = {
        (a, b, "declared" if is_main else "test")
        for a, asked in declared.items()
        for b, is_main in asked.items()
    }
    for project in projects.values():
        for file in project.files:
            try:
                found = imports(Path(root, file).read_bytes())
            except (SyntaxError, ValueError, RecursionError):
                continue
            kind = "test" if TEST.search(os.path.relpath(file, project.folder)) else "production"
            for module, names, level, _line, _called in found:
                targets = (
                    {resolver.resolve(project, file, module, name) for name in names or [None]}
                    if level == 0
                    else set()
                )
                edges |= {
                    (project.folder, target, kind)
                    for target in targets
                    if target not in (None, project.folder)
                }
    json.dump(
        {
            "projects": sorted(projects),
            "edges": [dict(zip(("from", "to", "kind"), x)) for x in sorted(edges)],
        },
        sys.stdout,
    )


if __name__ == "__main__":
    main()
