"""Which modules a project installs, as its build backend is configured or by convention."""

import os
from pathlib import Path

from project import Root, join, normal

NO_PACKAGE = set(
    "test tests doc docs example examples scripts script tools tool util utils bin build benchmark benchmarks task tasks"
    " dist ci deploy".split()
)
NO_MODULE = {"setup.py", "conftest.py", "noxfile.py", "tasks.py"}


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
