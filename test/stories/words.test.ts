import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSourceFile, forEachChild, isJsxText, isStringLiteralLike, ScriptTarget, type Node } from 'typescript';
import { languages } from '../../src/config/languages';
import { problems } from '../../src/errors';
import { textsIn } from '../../src/delivery/message/texts';
import { textsIn as pageTextsIn } from '../../src/oidc/oidc.texts';
import { slipsIn } from '../harness/glossary';

/** Each gap is filled with something: words alone matter here. */
type Text = string | ((...gaps: [string, string, string, string]) => string);
const filled = (texts: Readonly<Record<string, Text>>): string[] =>
  Object.values(texts).map((text) => (typeof text === 'string' ? text : text('1', '2', '3', '4')));

const spoken = (language: string): string[] => filled(textsIn(language));

/** What stands on a page that speaks English alone: all texts of more than one word in its sources. */
function textsOf(page: string): string[] {
  const folder = join(__dirname, '../../web', page);
  const files = readdirSync(folder).filter((file) => /(?<!\.test)\.tsx?$/.test(file));
  const textsIn = (node: Node): string[] => {
    const texts: string[] = [];
    if (isJsxText(node) || isStringLiteralLike(node)) texts.push(node.text.trim());
    forEachChild(node, (child) => void texts.push(...textsIn(child)));
    return texts;
  };
  const all = files.flatMap((file) =>
    textsIn(createSourceFile(file, readFileSync(join(folder, file), 'utf8'), ScriptTarget.Latest)),
  );
  return all.filter((text) => text.includes(' '));
}

describe('what people are told (see docs/glossary.md)', () => {
  it.each(languages)('by the bot, in %s, says nothing that the glossary forbids', (language) => {
    expect(slipsIn(language, spoken(language))).toEqual([]);
  });

  it.each(languages)('by the pages of OpenID, in %s, says nothing that it forbids', (language) => {
    expect(slipsIn(language, filled(pageTextsIn(language)))).toEqual([]);
  });

  it('by the titles of problems says nothing that the glossary forbids', () => {
    expect(
      slipsIn(
        'en',
        Object.values(problems).map(([, title]) => title),
      ),
    ).toEqual([]);
  });

  it.each(['admin', 'sandbox'])('by the pages that speak English alone says nothing that it forbids: %s', (page) => {
    const texts = textsOf(page);
    expect(texts.length).toBeGreaterThan(50);
    expect(slipsIn('en', texts)).toEqual([]);
  });

  it.each(languages)('by the bot, in %s, is never said twice', (language) => {
    const all = spoken(language);
    expect(all.filter((text, index) => all.indexOf(text) !== index)).toEqual([]);
  });
});
