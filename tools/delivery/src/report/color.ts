/** In a terminal, unless NO_COLOR says otherwise, and where FORCE_COLOR asks for it. */
export function wantsColor(stream: NodeJS.WriteStream, { NO_COLOR, FORCE_COLOR }: NodeJS.ProcessEnv): boolean {
  if (NO_COLOR) return false;
  if (FORCE_COLOR) return FORCE_COLOR !== '0';
  return stream.isTTY === true && stream.hasColors();
}
