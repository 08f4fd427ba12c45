import { DeliveryError } from '../errors.ts';

/**
 * Loads code that works with a package which is only needed for a part of the plugin, and so is not installed with it.
 * @param needed what does not work without it.
 * @throws E_TOOL_MISSING with the command that installs it.
 */
export async function withPackage<T>(name: string, needed: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    // `import` names the package, `require` the file of it.
    const isMissing = code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND';
    if (!isMissing || !(message.includes(`'${name}'`) || message.includes(`'${name}/`))) throw error;
    throw new DeliveryError('E_TOOL_MISSING', {
      what: `the package '${name}' is not installed, and ${needed} needs it`,
      fix: `npm install --save-dev ${name}`,
    });
  }
}
