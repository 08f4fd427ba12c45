/**
 * Makes control and invisible characters visible as `�`. Project names come from folder names, which may hold escape
 * sequences that would drive the terminal, or direction marks that would reorder what is read.
 */
export function printable(text: string): string {
  return text.replaceAll(/\p{C}/gu, '�');
}
