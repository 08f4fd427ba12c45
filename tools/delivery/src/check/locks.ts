import type { Check, VulnerabilityFiles } from '../toolchain/check.ts';

/** Known vulnerabilities of what lock files list. osv-scanner tells most kinds by their name. */
export function lockAudit(locks: readonly string[], elsewhere: readonly string[], { folder, name, date }: VulnerabilityFiles): Check {
  return {
    tool: 'osv-scanner',
    command: {
      title: 'osv-scanner',
      origin: 'go-tool',
      program: 'osv-scanner',
      args: [
        'scan',
        'source',
        '--offline',
        '--offline-vulnerabilities',
        '--no-resolve',
        '--format=json',
        ...locks.map((lock) => `--lockfile=${kindOf(lock)}${lock}`),
      ],
      cwd: '.',
      env: { OSV_SCANNER_LOCAL_DB_CACHE_DIRECTORY: folder },
    },
    format: 'osv-scanner',
    answers: [0, 1],
    blocks: 'HIGH',
    about: locks[0] ?? '',
    elsewhere,
    database: { name, date },
  };
}

function kindOf(lock: string): string {
  return lock.endsWith('requirements.lock') ? 'requirements.txt:' : '';
}
