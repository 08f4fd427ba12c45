/** Where the Dockerfiles are: one folder for each image, named after the project that it packs. */
export const DOCKERFILES = 'deployments/docker';

/** What makes the project of deploys, and gives a target to what it names. */
export const ENVIRONMENTS_FILE = 'deployments/environments.json';

/** What makes a chart of Helm or a kustomization. */
const KUBERNETES = '**/Chart.yaml,**/kustomization.yaml,**/kustomization.yml,**/Kustomization';

/** What makes a project of files that belong to no language, beside the Dockerfiles: see toolchain/kinds.ts. */
const KINDS = '.github/workflows/*.yml,.github/workflows/*.yaml,.ci/*';

/**
 * Every file whose presence makes a project or gives targets to one. Written out, because Nx asks for it in each process and
 * nothing else has to be loaded for that.
 */
export const PROJECT_FILES = `{**/buf.yaml,**/go.mod,**/go.work,**/pyproject.toml,**/vitest.config.ts,${DOCKERFILES}/*/Dockerfile,${ENVIRONMENTS_FILE},${KINDS},${KUBERNETES}}`;
