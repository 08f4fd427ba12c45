/** What make, Nx and vitest, which takes it for the settings of a page, tell these tests. */
const OF_THE_TESTS = /^(?:MAKE|MFLAGS|NX_|DELIVERY_|GIT_|VITEST|NODE_ENV|FORCE_COLOR|(?:CI|BASE_URL|MODE|DEV|PROD|SSR|TEST)$)/;

/** The environment as it is outside of these tests: nothing of what runs them reaches those that are tested. */
export function outside(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !OF_THE_TESTS.test(name)));
}
