import type { Config } from '../config/config';
import { checkAddress } from './address.check';
import { well, type Finding } from './finding';
import { checkDescriptors, checkFolder } from './machine.check';
import { lookForProduct, type Product } from './product.check';
import { checkStore } from './store.check';
import { checkBot } from './telegram.check';

/** Checks what the product depends on. Changes nothing, except that it begins a sign-in of no person and cancels it. */
export async function examine(config: Config): Promise<Finding[]> {
  const product = await lookForProduct(config);
  const found = await Promise.all([
    ofTelegram(config, product),
    checkStore(config, product),
    product.health ? checkAddress(config) : [],
  ]);
  return [product.finding, ...found.flat(), checkFolder('DATA_DIR', config.dataDir), checkDescriptors()];
}

async function ofTelegram({ telegram, publicUrl }: Config, product: Product): Promise<Finding[]> {
  if (telegram.sandbox) return [well('bot', 'the sandbox stands in for Telegram')];
  const situation = { telegram, publicUrl, product };
  const bots = await Promise.all(telegram.botTokens.map((token) => checkBot(token, situation)));
  // All bots see the same clock of Telegram: one finding about it is enough.
  const [first = [], ...others] = bots;
  return [...first, ...others.flat().filter(({ about }) => about !== 'clock')];
}
