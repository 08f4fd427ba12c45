"""What projects ask for in their manifests."""

import re
from collections import defaultdict

from project import normal
from resolver import nearest


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
