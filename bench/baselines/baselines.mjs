import { startApp, startServer } from '../children.mjs';
import { barsOf, inWords } from '../numbers.mjs';
import { startBetterAuth } from './better-auth.mjs';
import { startOtpgateway } from './otpgateway.mjs';

export const PRODUCT = 'Telega2Go';
export const BETTER_AUTH = 'better-auth';
export const OTPGATEWAY = 'otpgateway';
export const FLOOR = 'bare Fastify';

/**
 * Starts the product, and beside it what it is compared with.
 * @returns {Promise<{ urls: Record<string, string>, stop: () => Promise<void> }>} by name, the product first;
 * better-auth only where npm can get it, and otpgateway only where it was built
 */
export async function startBeside(telegramUrl, settings) {
  const servers = {};
  const stop = async () => void (await Promise.all(Object.values(servers).map((server) => server.stop())));
  try {
    servers[PRODUCT] = await startApp(telegramUrl, settings);
    const betterAuth = await startBetterAuth();
    if (betterAuth) servers[BETTER_AUTH] = betterAuth;
    const otpgateway = await startOtpgateway(telegramUrl);
    if (otpgateway) servers[OTPGATEWAY] = otpgateway;
    servers[FLOOR] = await startServer('floor.server.mjs', { readyPath: '/ready' });
  } catch (error) {
    await stop();
    throw error;
  }
  return { urls: Object.fromEntries(Object.entries(servers).map(([name, { url }]) => [name, url])), stop };
}

/**
 * The ratio of our median to that of each baseline. The first result carries what a picture shows.
 * @param {Record<string, number[]>} figures by name, ours first: what each does a second
 */
export function compare(figures, { title, goals }) {
  const [ours, ...baselines] = barsOf(figures);
  const results = baselines.map((baseline) => ({
    name: `${title}, against ${baseline.name}`,
    goal: goals[baseline.name],
    measured: ours.median / baseline.median,
    unit: '×',
    detail: `${inWords(ours)} and ${inWords(baseline)} a second`,
  }));
  results[0].plot = { title, bars: [ours, ...baselines] };
  return results;
}
