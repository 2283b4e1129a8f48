type Bar = Pick<Location, 'pathname' | 'hash' | 'search'>;

/** Takes the key out of `/admin#key=…`, which a first start prints, and off the address bar, which is seen and kept. */
export function takeKey(bar: Bar, clean: (path: string) => void): string | null {
  const [, key] = /^#key=(.+)$/.exec(bar.hash) ?? [];
  if (key === undefined) return null;
  clean(bar.pathname + bar.search);
  return key;
}
