import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { adviceOn } from './advice';
import type { SignIn } from './operator.client';

type Shape = { enum?: string[]; anyOf?: { enum?: string[] }[] };

/** The sign-ins that the API's document describes. */
const { components } = JSON.parse(readFileSync(join(__dirname, '../../openapi.json'), 'utf8')) as {
  components: {
    schemas: { VerificationStatus: { properties: { reason: Shape } }; TestDelivery: { properties: { error: Shape } } };
  };
};
const { reason: end } = components.schemas.VerificationStatus.properties;
const { error } = components.schemas.TestDelivery.properties;
const wordsOf = (shape: Shape): string[] => shape.anyOf!.flatMap((one) => one.enum ?? []);
const reasons = wordsOf(error) as NonNullable<SignIn['reason']>[];
const ends = wordsOf(end) as NonNullable<SignIn['end_reason']>[];

describe('of a sign-in that did not end well, an operator reads what to tell the person', () => {
  it.each(reasons)('where it failed: %s', (reason) => {
    expect(adviceOn({ reason, end_reason: null })).toMatch(/Ask them|log/);
  });

  it.each(ends)('where it was ended: %s', (end) => {
    expect(adviceOn({ reason: null, end_reason: end })).toMatch(/sign in again/);
  });

  it('and nothing where there is nothing to be done', () => {
    expect(adviceOn({ reason: null, end_reason: null })).toBeUndefined();
  });

  it('and no two of these are the same', () => {
    const said = [...reasons.map((reason) => adviceOn({ reason, end_reason: null }))];
    said.push(...ends.map((end) => adviceOn({ reason: null, end_reason: end })));
    expect(new Set(said).size).toBe(said.length);
  });
});
