import { VersionActions } from 'nx/release';

/**
 * Versions of the workspace as a whole, for `nx release`: a version is a tag, v1.2.3, and nothing else. No manifest is written, because a
 * version in a go.mod, pyproject.toml or package.json would be a change of every project's sources: the images of all would be made and
 * deployed anew for it, and the commit that is tagged would be another one than was tested.
 */
export default class TagVersions extends VersionActions {
  validManifestFilenames = null;

  /** Before the first tag. */
  async readCurrentVersionFromSourceManifest() {
    return { currentVersion: '0.0.0', manifestPath: 'no tag yet' };
  }

  /** Nothing is published to a registry of packages. */
  async readCurrentVersionFromRegistry() {
    return { currentVersion: null, logText: 'none' };
  }

  async readCurrentVersionOfDependency() {
    return { currentVersion: null, dependencyCollection: null };
  }

  async updateProjectVersion() {
    return [];
  }

  async updateProjectDependencies() {
    return [];
  }
}
