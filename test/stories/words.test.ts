import { problems } from '../../src/errors';
import { textsIn } from '../../src/delivery/message/texts';
import { slipsIn } from '../harness/glossary';

/** Each gap is filled with something: words alone matter here. */
const spoken = (language: string): string[] =>
  Object.values(textsIn(language)).map((text) => (typeof text === 'string' ? text : text('1', '2', '3', '4')));

describe('what people are told (see docs/glossary.md)', () => {
  it.each(['en', 'de', 'ru'] as const)('by the bot, in %s, says nothing that the glossary forbids', (language) => {
    expect(slipsIn(language, spoken(language))).toEqual([]);
  });

  it('by the titles of problems says nothing that the glossary forbids', () => {
    expect(
      slipsIn(
        'en',
        Object.values(problems).map(([, title]) => title),
      ),
    ).toEqual([]);
  });

  it.each(['en', 'de', 'ru'])('by the bot, in %s, is never said twice', (language) => {
    const all = spoken(language);
    expect(all.filter((text, index) => all.indexOf(text) !== index)).toEqual([]);
  });
});
