import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { aConfig } from '../config/config.fixture';
import { environment } from '../config/config.environment';
import { plans } from './plans';

const all = Object.entries(plans);
const settings = Object.keys(environment.shape);

describe('the plan for', () => {
  it.each(all.filter(([name, { make }]) => make && settings.includes(name) && name !== 'APPS_FILE'))(
    '%s makes what the setting takes',
    (name, { make }) => {
      const [one, other] = [make!(), make!()];
      expect(one).not.toBe(other);
      expect(one).not.toContain('\n');
      const webhook = { WEBHOOK_URL: 'https://service.example/hook', WEBHOOK_SECRET: plans.WEBHOOK_SECRET.make!() };
      const required = name === 'WEBHOOK_SECRET' ? webhook : {};
      expect(() => aConfig({ ...required, [name]: one })).not.toThrow();
    },
  );

  it.each(['secrets', 'api-keys', 'webhook-secrets'])('apps that are registered uses the calls of their %s', (kind) => {
    const named = all.flatMap(([, { steps }]) => steps).join('\n');
    const { paths } = JSON.parse(readFileSync(join(__dirname, '../../openapi.json'), 'utf8')) as {
      paths: Readonly<Record<string, object>>;
    };
    const calls = Object.entries(paths)
      .filter(([path]) => path.startsWith(`/api/admin/apps/{id}/${kind}`))
      .flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`));
    expect(calls).toHaveLength(2);
    expect(calls.filter((call) => !named.includes(call))).toEqual([]);
  });

  it.each(all)('%s names settings that there are', (_, { steps }) => {
    const named = steps.join().match(/\b[A-Z]+(_[A-Z]+)+\b/g) ?? [];
    expect(named.filter((name) => !settings.includes(name))).toEqual([]);
  });
});
