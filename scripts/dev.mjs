import { build, pwa, server } from './build.mjs';
import { endWith, exitCodeOf, forwardSignals, startNode } from './run.mjs';

try {
  if (await build()) process.exitCode = await watch();
  else process.exitCode = 1;
} catch (error) {
  endWith(error);
}

/** Compiles and restarts on every change, until a watcher ends or the developer stops it. */
async function watch() {
  const watchers = [
    startNode([...server.command(), '--watch', '--preserveWatchOutput']),
    startNode([...pwa.command(), '--watch']),
    startNode(['--enable-source-maps', '--watch', '--watch-preserve-output', 'dist/main.js']),
  ];
  const signals = forwardSignals(watchers);
  const ends = watchers.map(exitCodeOf);
  const first = await Promise.race(ends);
  for (const watcher of watchers) watcher.kill('SIGTERM');
  await Promise.all(ends);
  return signals.stopping() ? 0 : first;
}
