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
import warnings
from pathlib import Path

from imports import imports
from requirements import requirements
from resolver import Resolver
from workspace import read

TEST = re.compile(
    r"(^|/)(tests?|testing_utils)/|^(examples?|docs|samples|benchmarks?|scripts)/|(^|/)(test_[^/]*|[^/]*_test|conftest)\.py$"
)


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
