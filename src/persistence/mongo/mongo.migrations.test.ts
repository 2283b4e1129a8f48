import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createConnection } from 'mongoose';
import ts from 'typescript';
import { declared as collections } from '../../stores/mongo.store';
import { modelsOf } from './mongo.collections';

/** The hash of each entry as it landed. A new entry adds its own; the others never change. */
const LANDED = [
  'd4ce9d',
  'bce83f',
  'c4cd68',
  '4418bb',
  'bce83f',
  '86fd55',
  '0db681',
  'ab2e3f',
  '260790',
  '1e3ba0',
  '97d170',
  '96fcdf',
  '5a85e9',
  '7b5817',
  '693c7f',
];

/** The hash of all indexes, which entries declare through the models: a new index needs a new entry. */
const INDEXES = '0977fe';

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 6);

/** The entries as written, regardless of line breaks. */
function entries(): string[] {
  const path = join(__dirname, 'mongo.migrations.ts');
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  source.forEachChild(function visit(node): void {
    if (ts.isVariableDeclaration(node) && node.name.getText() === 'migrations')
      (node.initializer as ts.ArrayLiteralExpression).elements.forEach((each) => found.push(each.getText()));
    else node.forEachChild(visit);
  });
  return found.map((text) => text.replace(/,?\s+/g, ''));
}

it('leaves each entry as it landed', () => expect(entries().map(hashOf)).toEqual(LANDED));

it('declares no index without an entry of its own', () => {
  const models = Object.values(modelsOf(createConnection(), collections));
  const declared = models.map(({ collection, schema }) => [collection.name, schema.indexes()]);
  expect(hashOf(JSON.stringify(declared.toSorted()))).toBe(INDEXES);
});
