/** Name of the artifact in which build.yml keeps a release. */
export function artifactOf(version: string): string {
  return `release-${version}`;
}
