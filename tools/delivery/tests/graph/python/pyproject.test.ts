import { expect, test } from 'vitest';
import { parsePyproject } from '../../../src/graph/python/pyproject.ts';
import { failureOf } from '../../failure.ts';

test.each([
  ['[project]\nname = "tax-scraper"\n', 'tax-scraper'],
  ['[project]\nname = "Tax_Scraper"\n', 'tax-scraper'],
  ['[project]\nname = "a-_.b"\n', 'a-b'],
  ['project.name = "a"\n', 'a'],
  ['[tool.poetry]\nname = "a"\n', 'a'],
  ['[project]\nversion = "1"\n', undefined],
  ['[project]\nname = 1\n', undefined],
  ['project = "a"\n', undefined],
  ['[tool.uv.workspace]\nmembers = []\n', undefined],
  ['', undefined],
])('%j is named %s', (text, name) => {
  expect(parsePyproject(text, 'pyproject.toml').name).toBe(name);
});

test.each([
  ['[project]\nname = "x"\n', true],
  ['[tool.x]\n\n[project]\nname = "x"\n', true],
  ['project = { name = "x" }\n', true],
  ['["project"]\nname = "x"\n', true],
  ['[tool.poetry]\n', true],
  ['[tool.poetry.dependencies]\n', true],
  ['[tool.uv.workspace]\nmembers = ["a"]\n', false],
  ['# [project]\n', false],
  ['[tool]\npoetry-core = 1\n', false],
])('%j is a project: %s', (text, is) => {
  expect(parsePyproject(text, 'pyproject.toml').isProject).toBe(is);
});

test.each([
  ['[project\nname = "x"\n', '1:9'],
  ['[project]\nname = x\n', '2:8'],
  ['[project]\n\nname = "x\n', '3:10'],
  ['[project]\nname = "x"\nname = "y"\n', '3:1'],
])('%j is refused at %s', (text, position) => {
  const [what, ...rest] = failureOf(() => parsePyproject(text, 'a/pyproject.toml')).split('\n');
  expect(what).toMatch(/^E_MANIFEST_INVALID: Invalid TOML document: \S/);
  expect(rest).toEqual([`  where  a/pyproject.toml:${position}`, '  fix    correct the file; the format is https://toml.io/en/v1.0.0']);
});
