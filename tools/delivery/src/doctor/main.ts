import { existsSync } from 'node:fs';
import { processRunner } from '../adapters/process.ts';
import { workspaceTools } from '../adapters/tools.ts';
import { wantsColor } from '../report/color.ts';
import { examine } from './checks.ts';
import { formatDiagnosis, isWell } from './diagnosis.ts';

const workspaceRoot = process.cwd();
const groups = await examine({
  workspaceRoot,
  process: processRunner(workspaceRoot, workspaceTools(workspaceRoot, [])),
  apt: existsSync('/usr/bin/apt-get') && process.getuid?.() === 0,
});
console.log(formatDiagnosis(groups, wantsColor(process.stdout, process.env)));
if (!isWell(groups)) process.exitCode = 1;
