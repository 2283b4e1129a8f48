import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { adviceOn } from './advice';
import type { SignIn } from './operator.client';

type Shape = { enum?: string[]; anyOf?: { enum?: string[] }[] };

/** The sign-ins that the API's document knows of. */
const { components } = JSON.parse(readFileSync(join(__dirname, '../../openapi.json'), 'utf8')) as {
  components: {
    schemas: { VerificationStatus: { properties: { status: Shape } }; TestDelivery: { properties: { error: Shape } } };
  };
};
const { status } = components.schemas.VerificationStatus.properties;
const { error } = components.schemas.TestDelivery.properties;
const reasons = error.anyOf!.flatMap((one) => one.enum ?? []) as NonNullable<SignIn['reason']>[];
const over = (status.enum as SignIn['status'][]).filter((each) => ['expired', 'locked', 'cancelled'].includes(each));

describe('of a sign-in that did not end well, an operator reads what to tell the person', () => {
  it.each(reasons)('where it failed: %s', (reason) => {
    expect(adviceOn({ status: 'failed', reason })).toMatch(/Ask them|log/);
  });

  it.each(over)('where it is %s', (status) => {
    expect(adviceOn({ status, reason: null })).toMatch(/sign in again/);
  });

  it('and nothing where there is nothing to be done', () => {
    for (const status of ['awaiting_telegram', 'sending', 'sent', 'verified'] as const)
      expect(adviceOn({ status, reason: null })).toBeUndefined();
  });
});
