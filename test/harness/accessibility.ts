import { readFileSync } from 'node:fs';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** A colour that is still on its way to another is none that anybody has to read. */
const COLOURS_ARE_SET = `Promise.allSettled(
  document.getAnimations().filter((animation) => animation instanceof CSSTransition).map(({ finished }) => finished))`;

/** What axe finds wrong with the page as it stands, a line each; `rules` are axe's ids, or all that its tags name. */
export async function barriersOn(page: Page, rules?: readonly string[]): Promise<string[]> {
  await page.evaluate(`if (!window.axe) { ${AXE} }`);
  await page.evaluate(COLOURS_ARE_SET);
  const options = JSON.stringify({ runOnly: rules ?? TAGS, preload: false });
  const { violations } = await page.evaluate<AxeResults>(`axe.run(${options})`);
  return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html).join(' | ')}`);
}
