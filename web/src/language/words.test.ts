import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { slipsIn } from '../../../test/harness/glossary';
import { english, type Words } from './english';
import { memberEnglish } from './english.member';
import { german } from './german';
import { interactionTexts } from './interaction.texts';
import { languages, type Language } from './language';
import { memberTexts } from './member.texts';
import { qrLabels } from './qr.texts';
import { russian } from './russian';
import { scanTexts } from './scan.texts';

const tables = { en: english, de: german, ru: russian } satisfies Record<Language, unknown>;
const keys = Object.keys(english.sentences) as Words[];
const spokenAs = (key: Words) => Object.values(tables).map(({ sentences }) => sentences[key]);

describe.each(Object.keys(languages) as Language[])('in %s', (language) => {
  it('nothing is said that the glossary forbids', () => {
    const { sentences, ...counted } = tables[language];
    const forms = Object.values(counted).flatMap((plurals) => Object.values(plurals));
    const pages = [memberTexts, interactionTexts, scanTexts].flatMap((texts) => Object.values(texts[language]));
    expect(slipsIn(language, [...Object.values(sentences), ...forms, ...pages, qrLabels[language]])).toEqual([]);
  });

  it('what is said with the same words is the same in every language: one thing has one name', () => {
    const { sentences } = tables[language];
    const first = new Map(keys.toReversed().map((key) => [sentences[key], key]));
    const apart = keys.filter((key) => `${spokenAs(key)}` !== `${spokenAs(first.get(sentences[key])!)}`);
    expect(apart.map((key) => [key, first.get(sentences[key])])).toEqual([]);
  });
});

it('no two keys say the same: the second is not needed', () => {
  const first = new Map(keys.toReversed().map((key) => [`${spokenAs(key)}`, key]));
  const twice = keys.filter((key) => first.get(`${spokenAs(key)}`) !== key);
  expect(twice).toEqual([]);
});

it('what is said before anyone is signed in does not wait for words that come with the account or the settings', () => {
  const root = join(__dirname, '..');
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => /\.tsx?$/.test(file));
  const late = Object.keys(memberEnglish);
  const early = files.filter((file) => !/^(profile|language|install)\/|settings\.screen/.test(file));
  const said = early.flatMap(
    (file) => readFileSync(join(root, file), 'utf8').match(/(?<=['"])[a-z_]+\.[a-z_.]+(?=['"])/g) ?? [],
  );
  expect(said.filter((key) => late.some((word) => word === key || word === `${key}.headline`))).toEqual([]);
});
