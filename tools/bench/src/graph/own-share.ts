/**
 * Prints what the plugin itself needs for the graph of the workspace in the current folder, in milliseconds: no Nx around it, and
 * without loading this process. Run after `nx graph`, whose list of files it takes.
 */
import { readFileSync } from 'node:fs';
import type { CreateDependenciesContext, ProjectConfiguration } from '@nx/devkit';
import { createDependencies, createNodesV2 } from '../../../delivery/src/plugin.ts';

const workspaceRoot = process.cwd();
const { fileMap } = JSON.parse(readFileSync('.nx/workspace-data/file-map.json', 'utf8')) as Pick<CreateDependenciesContext, 'fileMap'>;
const all = [...fileMap.nonProjectFiles, ...Object.values(fileMap.projectFileMap).flat()].map(({ file }) => file).sort();
const projectFiles = all.filter((file) => /(?:^|\/)(?:go\.mod|go\.work|pyproject\.toml)$/.test(file));
const nxJsonConfiguration = {};

const started = performance.now();
const [, createNodes] = createNodesV2;
const results = await createNodes(projectFiles, {}, { workspaceRoot, nxJsonConfiguration });
const configured = results.flatMap(([, { projects = {} }]) => Object.values(projects)) as ProjectConfiguration[];
const projects = Object.fromEntries(configured.map((project) => [project.name ?? project.root, project]));
const between = performance.now();
const context = { projects, fileMap, filesToProcess: fileMap, workspaceRoot, nxJsonConfiguration, externalNodes: {} };
const dependencies = await createDependencies({}, context);
const ended = performance.now();

console.log(JSON.stringify({ projects: between - started, dependencies: ended - between, edges: dependencies.length }));
