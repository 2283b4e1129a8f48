import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { Histogram } from 'prom-client';
import { Metrics } from '../../src/metrics/metrics';
import { App } from '../harness/app';
import { webhookTypes } from '../../src/webhooks/webhook';

/** A query of the dashboard or the alerts, and the labels that its legend or its sentences name. */
type Query = Readonly<{ where: string; expr: string; told: readonly string[] }>;
/** A series in a query, and the labels by which it is chosen or grouped. */
type Use = Readonly<{ series: string; labels: readonly string[] }>;

type Panel = Readonly<{
  title: string;
  description?: string;
  type: string;
  targets?: readonly Readonly<{ expr: string; legendFormat: string }>[];
  fieldConfig?: Readonly<{ defaults: Readonly<{ unit?: string }> }>;
}>;
type Dashboard = Readonly<{
  panels: readonly Panel[];
  templating: Readonly<{ list: readonly Readonly<{ name: string; type: string; query: string }>[] }>;
}>;
type Alert = Readonly<{
  alert: string;
  expr: string;
  for: string;
  labels: Readonly<Record<string, string>>;
  annotations: Readonly<Record<string, string>>;
}>;

/** What the product promises to tell; Node's own come on top. */
const CONTRACT = [
  ...['otp_sent_total', 'otp_failed_total', 'rate_limit_exceeded_total', 'verifications_total'],
  ...['telegram_request_duration_seconds', 'telegram_timeouts_total', 'telegram_circuit_state'],
  ...['telegram_bot_up', 'otp_wrong_total', 'ready', 'clock_ahead_seconds'],
  ...['otp_delivery_duration_seconds', 'qr_generation_duration_seconds', 'http_request_duration_seconds'],
  ...[
    'deliveries_pending',
    'deletions_pending',
    'messages_overstaying',
    'messages_stranded',
    'message_overstay_seconds',
  ],
];
/** Prometheus puts these on every series. */
const SCRAPED = ['job', 'instance'];
const WORDS = new Set(['and', 'or', 'unless', 'bool', 'offset']);

const read = (file: string): string => readFileSync(join(__dirname, '../../ops', file), 'utf8');
const dashboard = JSON.parse(read('grafana/telega2go.json')) as Dashboard;
const alerts = (load(read('prometheus/alerts.yml')) as { groups: { rules: Alert[] }[] }).groups.flatMap(
  ({ rules }) => rules,
);

const charts = dashboard.panels.filter(({ type }) => type !== 'row');
const onDashboard: Query[] = charts.flatMap(({ title, targets = [] }) =>
  targets.map(({ expr, legendFormat }) => ({
    where: `panel "${title}"`,
    expr,
    told: wordsIn(legendFormat, /\{\{(\w+)\}\}/g),
  })),
);
const inAlerts: Query[] = alerts.map(({ alert, expr, annotations }) => ({
  where: `alert ${alert}`,
  expr,
  told: wordsIn(Object.values(annotations).join(' '), /\$labels\.(\w+)/g),
}));
const inVariables: Query[] = dashboard.templating.list
  .filter(({ type }) => type === 'query')
  .map(({ name, query }) => ({ where: `variable ${name}`, expr: query, told: [] }));

function wordsIn(text: string, pattern: RegExp): string[] {
  return Array.from(text.matchAll(pattern), ([, word]) => word!);
}

const namesIn = (list: string): string[] => wordsIn(list, /(\w+)/g);
const GROUPING = /\b(?:by|on)\s*\(([^)]*)\)/g;

const groupingsOf = (expr: string): string[] => wordsIn(expr, GROUPING).flatMap(namesIn);

/** Every series in a query. Functions are words before a parenthesis; what is quoted and how long it reaches back matters not. */
function usesIn(expr: string): Use[] {
  const [, ofVariable, label] = /^label_values\((.*),\s*(\w+)\)$/.exec(expr) ?? [];
  if (ofVariable !== undefined) return usesIn(ofVariable).map((use) => ({ ...use, labels: [...use.labels, label!] }));
  const bare = expr.replace(/"[^"]*"/g, '""').replace(/\[[^\]]*\]/g, '');
  const grouped = groupingsOf(bare);
  const series = bare.replace(GROUPING, ' ').matchAll(/([a-zA-Z_]\w*)\s*(?:\{([^}]*)\})?(\s*\()?/g);
  return Array.from(series)
    .filter(([, word, , call]) => call === undefined && !WORDS.has(word!))
    .map(([, word, matchers = '']) => ({ series: word!, labels: [...grouped, ...wordsIn(matchers, /(\w+)\s*[=!]/g)] }));
}

/** The series that the product exposes, each with its labels: of a histogram three. */
function exposedBy(metrics: Metrics): Map<string, string[]> {
  const exposed = new Map<string, string[]>([['up', []]]);
  for (const metric of metrics.registry.getMetricsAsArray()) {
    const { name, labelNames } = metric as unknown as { name: string; labelNames: string[] };
    if (!(metric instanceof Histogram)) exposed.set(name, labelNames);
    else {
      exposed.set(`${name}_bucket`, [...labelNames, 'le']);
      for (const suffix of ['sum', 'count']) exposed.set(`${name}_${suffix}`, labelNames);
    }
  }
  return exposed;
}

/** A histogram's series go by its name. */
const familyOf = (series: string): string => series.replace(/_(bucket|sum|count)$/, '');

describe('the dashboard and the alerts of ops/', () => {
  const exposed = exposedBy(new Metrics());
  const queries = [...onDashboard, ...inAlerts];

  it('ask for no series that the product does not tell', () => {
    const unknown = [...queries, ...inVariables].flatMap(({ where, expr }) =>
      usesIn(expr)
        .filter(({ series }) => !exposed.has(series))
        .map(({ series }) => `${series} in ${where}`),
    );
    expect(unknown).toEqual([]);
  });

  it('ask for no label that the series does not have', () => {
    const unknown = [...queries, ...inVariables].flatMap(({ where, expr }) =>
      usesIn(expr).flatMap(({ series, labels }) =>
        labels
          .filter((label) => ![...SCRAPED, ...(exposed.get(series) ?? [])].includes(label))
          .map((label) => `${series}{${label}} in ${where}`),
      ),
    );
    expect(unknown).toEqual([]);
  });

  it('name no label that the query drops', () => {
    const kept = (expr: string) => (/\b(sum|max|min|absent)\b/.test(expr) ? groupingsOf(expr) : SCRAPED);
    const dropped = queries.flatMap(({ where, expr, told }) =>
      told.filter((label) => !kept(expr).includes(label)).map((label) => `${label} in ${where}`),
    );
    expect(dropped).toEqual([]);
  });

  it('keep the buckets wherever they ask for a percentile', () => {
    const percentiles = queries.filter(({ expr }) => expr.includes('histogram_quantile'));
    expect(percentiles.filter(({ expr }) => !groupingsOf(expr).includes('le'))).toEqual([]);
    expect(percentiles).not.toHaveLength(0);
  });

  it.each(CONTRACT)('the dashboard shows %s', (metric) => {
    expect(onDashboard.flatMap(({ expr }) => usesIn(expr)).map(({ series }) => familyOf(series))).toContain(metric);
  });

  it('each panel says what it shows and in which unit, from the data source that was chosen', () => {
    const isChosen = { datasource: { uid: '${datasource}' } };
    for (const { title, description, fieldConfig, targets } of charts) {
      expect({ title, description }).toEqual({ title, description: expect.stringMatching(/\.$/) as string });
      expect({ title, unit: fieldConfig?.defaults.unit }).toEqual({ title, unit: expect.any(String) as string });
      expect({ title, targets }).toMatchObject({ title, targets: targets!.map(() => isChosen) });
    }
  });

  it('each alert fires in a night that promtool plays', () => {
    type Night = Readonly<{
      alert_rule_test?: readonly Readonly<{ alertname: string; exp_alerts?: readonly object[] }>[];
      promql_expr_test?: readonly Readonly<{ exp_samples: readonly Readonly<{ labels: string }>[] }>[];
    }>;
    const { tests } = load(read('prometheus/alerts.test.yml')) as { tests: Night[] };
    const fired = tests.flatMap(({ alert_rule_test: texts = [], promql_expr_test: samples = [] }) => [
      ...texts.filter(({ exp_alerts: expected = [] }) => expected.length > 0).map(({ alertname }) => alertname),
      ...samples.flatMap(({ exp_samples: expected }) =>
        expected.flatMap(({ labels }) => wordsIn(labels, /alertname="(\w+)"/g)),
      ),
    ]);
    expect(alerts.map(({ alert }) => alert).filter((alert) => !fired.includes(alert))).toEqual([]);
  });

  it('each alert says what people notice, what to do and how much it hurries', () => {
    for (const { alert, annotations, labels, for: patience } of alerts) {
      const words = ['runbook_url', 'summary', 'description'];
      expect({ alert, words: Object.keys(annotations) }).toEqual({ alert, words });
      expect({ alert, severity: labels.severity }).toEqual({
        alert,
        severity: expect.stringMatching(/^(page|ticket)$/) as string,
      });
      expect({ alert, patience }).toEqual({ alert, patience: expect.stringMatching(/^\d+m$/) as string });
    }
  });
});

describe('the documents for operators', () => {
  const page = (name: string): string => readFileSync(join(__dirname, '../../docs', name), 'utf8');
  const headings = (text: string): string[] => wordsIn(text, /^## (\w+)$/gm);

  it('tell of each event that other services are told of, and of no other', () => {
    expect(wordsIn(page('webhooks.md'), /^\| `((?:verification|user)\.\w+)` +\|/gm)).toEqual(webhookTypes);
  });

  it('have a section for each alert, to which its runbook_url leads, and none for another', () => {
    const sections = headings(page('incidents.md'));
    expect(sections).toEqual(alerts.map(({ alert }) => alert));
    const { repository } = JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8')) as {
      repository: string;
    };
    for (const { alert, annotations } of alerts)
      expect(annotations.runbook_url).toBe(`${repository}/blob/main/docs/incidents.md#${alert.toLowerCase()}`);
  });

  it('say of each alert what people notice, what to look at and what to press', () => {
    const sections = page('incidents.md').split(/^## /m).slice(1);
    const parts = ['**People notice:**', '**Look at:**', '**Press:**'];
    expect(sections.filter((section) => !parts.every((part) => section.includes(part)))).toEqual([]);
  });

  it('name every metric that the product has with its labels, and no other', () => {
    const named = wordsIn(page('watching.md').split('## Metrics')[1]!.split('## Log lines')[0]!, /^\| (`[^|]*`) *\|/gm)
      .flatMap((cell) => wordsIn(cell, /`([^`]+)`/g))
      .sort();
    const own = new Metrics().registry.getMetricsAsArray().filter(({ name }) => !/^(nodejs|process)_/.test(name));
    expect(named).toEqual(own.map(nameWithLabels).sort());
  });

  it('name with each metric the alerts that go by it', () => {
    const rows = page('watching.md')
      .split('## Metrics')[1]!
      .split('`up`, which Prometheus makes')[0]!
      .match(/^\| `.+$/gm)!;
    for (const row of rows) {
      const [metrics = '', , named = ''] = row.split(' | ');
      const own = wordsIn(metrics, /`(\w+)/g);
      const using = alerts.filter(({ expr }) => usesIn(expr).some(({ series }) => own.includes(familyOf(series))));
      expect({ own, alerts: namesIn(named).sort() }).toEqual({ own, alerts: using.map(({ alert }) => alert).sort() });
    }
  });

  const sources = sourcesIn(join(__dirname, '../../src'));
  const quoted = page('watching.md')
    .split('Lines that ask for something:')[1]!
    .match(/^(\| `[^|]+|These warnings [^]+?\n\n)/gm)!
    .flatMap((text) => wordsIn(text, /`([^`]+)`/g));

  it('quote log lines that the product writes', () => {
    const written = sources.join('\n').replaceAll("\\'", "'");
    expect(quoted.filter((line) => !written.includes(line))).toEqual([]);
    expect(quoted.length).toBeGreaterThan(20);
  });

  it('say of every warning that the product logs what to do about it', () => {
    const warnings = sources.flatMap((source) =>
      Array.from(source.matchAll(/\.warn\(\s*(?:\{\s*msg:\s*)?(['`])((?:\\.|(?!\1)[^])+)\1/g), ([, , line]) => line!),
    );
    expect(warnings.filter((line) => !quoted.some((words) => line.includes(words)))).toEqual([]);
    expect(warnings.length).toBeGreaterThan(20);
  });
});

function nameWithLabels(metric: object): string {
  const { name, labelNames } = metric as { name: string; labelNames: string[] };
  return labelNames.length > 0 ? `${name}{${labelNames.join()}}` : name;
}

function sourcesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /(?<!\.test)\.ts$/.test(entry.name))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
}

describe('a running product', () => {
  let app: App;

  beforeAll(async () => {
    app = await App.start();
  });

  afterAll(() => app.close());

  it('tells every metric of the contract, and every one that ops/ asks for', async () => {
    const { body } = await app.get<string>('/metrics');
    const told = wordsIn(body, /^# TYPE (\w+) /gm);
    const uses = [...onDashboard, ...inAlerts].flatMap(({ expr }) => usesIn(expr));
    const asked = uses.map(({ series }) => familyOf(series)).filter((family) => family !== 'up');
    expect(told).toEqual(expect.arrayContaining([...CONTRACT, ...asked]));
  });
});
