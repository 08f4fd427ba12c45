/** A hash in a URL. Nx sends a number; other task runners use letters. Nothing of it can be a path. */
export const HASH = '[A-Za-z0-9_-]{2,128}';
