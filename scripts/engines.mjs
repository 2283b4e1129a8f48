import { delimiter, join } from 'node:path';
import { isExecutable } from './chromium.mjs';

/** Debian's package, the setting that hands its program to the tests, and the names that the program goes by. */
const PROGRAMS = [
  ['firefox-esr', 'FIREFOX_PATH', ['firefox-esr', 'firefox']],
  ['webkit2gtk-driver', 'WEBKIT_DRIVER_PATH', ['WebKitWebDriver']],
  ['xvfb', 'XVFB_PATH', ['Xvfb']],
];

/**
 * Where the browsers of other engines than Chromium's live on this machine, and the packages of what is missing.
 * @returns {{ environment: Record<string, string | undefined>, missing: string[] }}
 */
export function findEngines(env = process.env) {
  const folders = (env.PATH ?? '').split(delimiter).filter(Boolean);
  const found = PROGRAMS.map(([name, setting, names]) => {
    const places = names.flatMap((each) => folders.map((folder) => join(folder, each)));
    return { name, setting, path: places.find(isExecutable) };
  });
  return {
    environment: Object.fromEntries(found.map(({ setting, path }) => [setting, path])),
    missing: found.filter(({ path }) => !path).map(({ name }) => name),
  };
}
