import { spawn } from 'node:child_process';
import { endWith, exitCodeOf, root } from './run.mjs';

const USAGE = 'node scripts/under-load.mjs TIMES COMMAND …   (such as: 20 npm run test:fast)';
const BUSY = 'for (;;);';
const LOOPS = 2;

/**
 * Runs a command several times beside two loops that each keep a core busy: a test that passes only on a quiet machine
 * fails here sooner or later. The output of failed runs is shown.
 */
async function main([times, ...command]) {
  if (!(Number(times) > 0) || command.length === 0) throw new Error(`usage: ${USAGE}`);
  const loops = Array.from({ length: LOOPS }, () => spawn(process.execPath, ['-e', BUSY], { stdio: 'ignore' }));
  const stop = () => loops.forEach((loop) => loop.kill('SIGKILL'));
  process.on('exit', stop);
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
  let passed = 0;
  for (let run = 1; run <= Number(times); run++) if (await isFine(run, command)) passed++;
  stop();
  console.log(`${passed} of ${times} runs passed`);
  process.exitCode = passed === Number(times) ? 0 : 1;
}

async function isFine(run, [name, ...args]) {
  const began = performance.now();
  const child = spawn(name, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => output.push(bytes));
  const code = await exitCodeOf(child);
  const text = Buffer.concat(output).toString().trimEnd();
  const seconds = Math.round((performance.now() - began) / 1000);
  console.log(`run ${run}: ${code === 0 ? 'ok' : `FAILED (${code})`} in ${seconds} s: ${text.split('\n').at(-1)}`);
  if (code !== 0) console.log(text);
  return code === 0;
}

await main(process.argv.slice(2)).catch(endWith);
