import { build } from './build.mjs';
import { endWith, exitCodeOf, forwardSignals, startNode } from './run.mjs';

const LOOK_FOR_PARENT_MS = 250;

try {
  if (await build()) {
    const app = startNode(['dist/main.js', ...process.argv.slice(2)]);
    forwardSignals([app]);
    if (process.env.npm_lifecycle_event) stopWithNpm(app);
    process.exitCode = await exitCodeOf(app);
  } else process.exitCode = 1;
} catch (error) {
  endWith(error);
}

/** npm's SIGTERM ends the shell in between, which does not pass it on; we notice that our parent is gone. */
function stopWithNpm(app) {
  const parent = process.ppid;
  const look = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(look);
    app.kill('SIGTERM');
  }, LOOK_FOR_PARENT_MS);
  look.unref();
}
