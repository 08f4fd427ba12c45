/** Settings of one environment, with no more than a file must have. */
export const DEV = {
  namespace: 'kerp-dev',
  context: 'kerp-dev',
  overlay: 'overlays/dev',
  url: 'https://dev.example.com',
  strategies: { api: 'rolling' },
  soakSeconds: 0,
  retainSeconds: 0,
  approvals: 0,
  provenance: 'unsigned',
} as const;
