import { readFileSync } from 'node:fs';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { devices } from './browser';

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** A colour that is still on its way to another is none that anybody has to read. */
const COLOURS_ARE_SET = `Promise.allSettled(
  document.getAnimations().filter((animation) => animation instanceof CSSTransition).map(({ finished }) => finished))`;

/** What axe finds wrong with the page as it stands, a line each; `rules` are axe's ids, or all that its tags name. */
export async function barriersOn(page: Page, rules?: readonly string[]): Promise<string[]> {
  if (!(await page.evaluate<boolean>('"axe" in window'))) await page.evaluate(AXE);
  // No transition begins while axe looks.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.evaluate(COLOURS_ARE_SET);
  // What is in order is told no more of than must be: to describe it takes longer than to look at it.
  const options = JSON.stringify({ runOnly: rules ?? TAGS, preload: false, resultTypes: ['violations'] });
  const violations = await page.evaluate<AxeResults['violations']>(
    `axe.run(${options}).then(({ violations }) => violations)`,
  );
  return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html).join(' | ')}`);
}

/** The same at the size of each device, for a story that is told at one of them. */
export async function barriersAtEachSize(page: Page): Promise<string[]> {
  const own = page.viewportSize()!;
  const found: string[] = [];
  for (const { options } of devices) {
    await page.setViewportSize(options.viewport!);
    found.push(...(await barriersOn(page)));
  }
  await page.setViewportSize(own);
  return found;
}

/** The same in light and in dark colours, which change nothing but contrasts. */
export async function barriersInEachColour(page: Page): Promise<string[]> {
  await page.emulateMedia({ colorScheme: 'light' });
  const found = await barriersOn(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  found.push(...(await barriersOn(page, ['color-contrast'])));
  await page.emulateMedia({ colorScheme: null });
  return found;
}
