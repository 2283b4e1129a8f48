import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { drawings } from './sign.drawings';

type Schemas = Record<string, { properties: { signs: { items: { enum: string[] } } } }>;

const { components } = JSON.parse(readFileSync(join(__dirname, '../../../openapi.json'), 'utf8')) as {
  components: { schemas: Schemas };
};
const named = components.schemas.LinkDetails!.properties.signs.items.enum;

describe('the drawings of symbols', () => {
  it('are those that the server names, and no others', () => {
    expect(Object.keys(drawings).toSorted()).toEqual(named.toSorted());
  });

  it('are no two alike', () => {
    expect(new Set(Object.values(drawings)).size).toBe(named.length);
  });
});
