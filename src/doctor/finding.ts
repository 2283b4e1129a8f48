/** `wrong`: people are kept out, or will be. `careful`: it may come to that. `well`: checked, and fine. */
export type Finding = Readonly<{
  state: 'well' | 'careful' | 'wrong';
  about: string;
  says: string;
  /** What to do about it; absent where all is well. */
  mend?: string;
}>;

export const well = (about: string, says: string): Finding => ({ state: 'well', about, says });
export const careful = (about: string, says: string, mend: string): Finding => ({
  state: 'careful',
  about,
  says,
  mend,
});
export const wrong = (about: string, says: string, mend: string): Finding => ({ state: 'wrong', about, says, mend });

/** The code of an error: its message may contain the address, and the address the token. */
export function codeOf(error: unknown): string {
  const { code, name, cause } = error as Readonly<{ code?: unknown; name?: string; cause?: unknown }>;
  if (cause !== undefined) return codeOf(cause);
  return typeof code === 'string' ? code : (name ?? 'unknown');
}
