"""Prints project graphs as Python's own parsers see them.

Each line of standard input is a JSON object {"folder": str, "others": [str]}; each line of the answer is one
{"projects": [str], "edges": [{"from": str, "to": str, "kind": str}]}, with folders relative to the one asked for. A project is a
folder whose pyproject.toml has a [project] or a [tool.poetry] table, and that is no template. `others` are roots of projects that are none of Python:
files below them are theirs. Imports come from ast and are resolved against the files that each project installs; declared
dependencies come from tomllib. It shares no code with the scanner that it checks.
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

SKIPPED = set(
    ".git .mypy_cache .nox .nx .tox .venv __pycache__ dist node_modules site-packages venv".split()
)
NO_PACKAGE = set(
    "test tests doc docs example examples scripts script tools tool util utils bin build benchmark benchmarks task tasks"
    " dist ci deploy".split()
)
NO_MODULE = {"setup.py", "conftest.py", "noxfile.py", "tasks.py"}
TEST = re.compile(
    r"(^|/)(tests?|testing_utils)/|^(examples?|docs|samples|benchmarks?|scripts)/|(^|/)(test_[^/]*|[^/]*_test|conftest)\.py$"
)


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


def is_package(project):
    """Whether others can import what is in a project: it may be told not to be installed, or to install no code."""
    packages = project.get("tool", "setuptools", "packages")
    modules = project.get("tool", "setuptools", "py-modules")
    return bool(project.table) and not (
        project.get("tool", "uv", "package") is False
        or project.get("tool", "poetry", "package-mode") is False
        or ([] in (packages, modules) and not packages and not modules)
    )


def configured(project, root):
    """The roots that the configuration of a build backend names; several may be configured, and one is in use."""
    get = project.get
    found = [
        *hatch(get("tool", "hatch", "build", default={})),
        *setuptools(get("tool", "setuptools", default={})),
        *poetry(get("tool", "poetry", "packages", default=[])),
        *uv_build(get("tool", "uv", "build-backend")),
    ]
    if name := get("tool", "flit", "module", "name"):
        in_src = Path(root, project.folder, "src").is_dir()
        found.append(Root("src" if in_src else ".", [name]))
    folders = (get("tool", "maturin", "python-source"), get("tool", "pdm", "build", "package-dir"))
    found += [Root(folder) for folder in folders if folder]
    for each in found:
        each.folder = join(project.folder, each.folder)
    return [each for each in found if Path(root, each.folder).is_dir()]


def hatch(build):
    """https://hatch.pypa.io/latest/config/build/."""
    wheel = build.get("targets", {}).get("wheel", {})
    for path in [
        *(wheel.get("packages") or build.get("packages", [])),
        *wheel.get("only-include", []),
    ]:
        yield Root(os.path.dirname(path.strip("/")) or ".", [os.path.basename(path.strip("/"))])
    for pattern in wheel.get("include", []):
        top = pattern.lstrip("/").split("*")[0].rstrip("/").split("/")[0]
        if top and not top.endswith(".py"):
            yield Root("src") if top == "src" else Root(".", [top])
    sources = wheel.get("sources", build.get("sources", []))
    renamed = sources.items() if isinstance(sources, dict) else [(path, "") for path in sources]
    for path, name in renamed:
        yield Root(path, prefix=name.strip("/").replace("/", "."))


def setuptools(table):
    """https://setuptools.pypa.io/en/latest/userguide/pyproject_config.html."""
    packages, folders = table.get("packages", []), table.get("package-dir", {})
    base = folders.get("", ".")
    if isinstance(packages, dict):
        for path in packages.get("find", {}).get("where", ["."] if "find" in packages else []):
            yield Root(path)
    else:
        for name in packages:
            yield Root(folders[name], prefix=name) if name in folders else Root(base, [name])
    for name in table.get("py-modules", []):
        yield Root(base, [name])


def poetry(packages):
    """https://python-poetry.org/docs/pyproject/#packages."""
    return [Root(entry.get("from", "."), [entry["include"].split("/")[0]]) for entry in packages]


def uv_build(backend):
    """https://docs.astral.sh/uv/concepts/build-backend/."""
    if backend is None:
        return []
    names = backend.get("module-name")
    modules = [names] if isinstance(names, str) else names
    return [Root(backend.get("module-root", "src") or ".", modules)]


def conventional(project, projects, root):
    """The same where nothing is configured. No backend takes single modules where there is a package."""
    base = Path(root, project.folder)
    if (base / "src").is_dir() and not (base / "src/__init__.py").exists():
        return [Root(join(project.folder, "src"))]
    name = project.name or normal(base.name)
    names = []
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
    names = names or [x.stem for x in base.glob("*.py") if x.name not in NO_MODULE]
    return [Root(project.folder, names)] if names else []


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


def graph(root, others):
    """The projects and edges of a folder."""
    projects = read(root, others)
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
                for name in names or [None]:
                    target = (
                        resolver.resolve_relative(file, level, module, name)
                        if level > 0
                        else resolver.resolve(project, file, module, name)
                    )
                    if target not in (None, project.folder):
                        edges.add((project.folder, target, kind))
    return {
        "projects": sorted(folder for folder, project in projects.items() if project.table),
        "edges": [dict(zip(("from", "to", "kind"), x)) for x in sorted(edges)],
    }


def main():
    """Reads questions, writes answers."""
    warnings.simplefilter("ignore")
    for line in sys.stdin:
        question = json.loads(line)
        print(json.dumps(graph(os.path.realpath(question["folder"]), question.get("others", []))))


if __name__ == "__main__":
    main()
