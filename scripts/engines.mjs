import { delimiter, join } from 'node:path';
import { isExecutable } from './chromium.mjs';

/** The Debian package, the setting that passes its program to the tests, and the names that the program may have. */
const PROGRAMS = [
  ['firefox-esr', 'FIREFOX_PATH', ['firefox-esr', 'firefox']],
  ['webkit2gtk-driver', 'WEBKIT_DRIVER_PATH', ['WebKitWebDriver']],
  ['xvfb', 'XVFB_PATH', ['Xvfb']],
];

/**
 * Where browsers with engines other than Chromium's are installed on this machine, and the packages of what is missing.
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
