import type { Config } from '../config/config';
import { checkAddress, healthAt, localUrl, type Health } from './address.check';
import { careful, codeOf, well, wrong, type Finding } from './finding';
import { checkDescriptors, checkFolder } from './machine.check';
import { checkStore } from './store.check';
import { checkBot } from './telegram.check';

/** Checks what the product depends on. Changes nothing, except that it begins a sign-in of no person and cancels it. */
export async function examine(config: Config): Promise<Finding[]> {
  const local = localUrl(config);
  const { running, finding } = await lookForProduct(local);
  const found = await Promise.all([
    ofTelegram(config, running),
    checkStore(config, running),
    running ? checkAddress(config) : [],
  ]);
  return [finding, ...found.flat(), checkFolder('DATA_DIR', config.dataDir), checkDescriptors()];
}

async function lookForProduct(url: string): Promise<{ running?: Health; finding: Finding }> {
  const about = 'product';
  try {
    const running = await healthAt(url);
    if (!running)
      return { finding: wrong(about, 'something else answers at its port', 'Stop that, or set another PORT.') };
    return {
      running,
      finding:
        running.status === 'ok'
          ? well(about, 'runs here, and says that all is well')
          : careful(
              about,
              `runs here, and says ${running.status}`,
              'See /admin, whose first line says what and what to do.',
            ),
    };
  } catch (error) {
    const mend = 'Start it and ask again: PUBLIC_URL, TLS and the proxy are only looked at while it runs.';
    return { finding: careful(about, `does not run here (${codeOf(error)})`, mend) };
  }
}

async function ofTelegram({ telegram, publicUrl }: Config, running?: Health): Promise<Finding[]> {
  if (telegram.sandbox) return [well('bot', 'the sandbox stands in for Telegram')];
  const situation = { telegram, publicUrl, isRunning: running !== undefined };
  const bots = await Promise.all(telegram.botTokens.map((token) => checkBot(token, situation)));
  // All bots see the same clock of Telegram: one finding about it is enough.
  const [first = [], ...others] = bots;
  return [...first, ...others.flat().filter(({ about }) => about !== 'clock')];
}
