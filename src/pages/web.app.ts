import { existsSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import serveFiles from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { mayReturnTo, type Brand } from '../config/apps/app';
import type { Apps } from '../apps/apps';
import type { Config } from '../config/config';
import { AppError } from '../errors';
import { brandManifest, brandPage, brandWorker, encode, sendEncoded, type Encoded } from './branded.files';
import { sendProblem } from '../http/problems/problem.filter';
import { securityHeaders } from '../http/security.headers';

/** Where a page of an app sends people who shall come back to it (web/src/interaction/continue.screen.tsx). */
const CONTINUE = '/continue';

/** The pages that the web app knows (web/src/app.tsx); what nothing else serves is not there. */
export const PAGES: readonly string[] = [
  ...['/', '/register', '/sign-in', '/wait', '/verify', '/profile', '/sessions', '/settings', CONTINUE],
];

/** Where a person answers what an app asks (web/src/interaction). */
const INTERACTION = /^\/interaction\/([\w-]{21,64})(?:\/cancelled)?$/;

/** Below these, and of a file, there is no page that could say so to a person. */
const NEVER_A_PAGE = /^\/(api|assets|sandbox|admin|health|metrics|oauth2|\.well-known|telegram)([/?]|$)|\.[^/]*$/;

/** Whose app asks is known to these pages alone, when they have been loaded: by a secret that no server sees. */
const OF_ANY_APP: readonly string[] = ['/wait', '/verify'];

/** Which app asks by an interaction, by its id; undefined where that is over. */
export type AskerOf = (interaction: string) => Promise<string | undefined>;

type Surroundings = Readonly<{ config: Config; apps: Apps; askerOf: AskerOf }>;

/** Files as they are, and the page of the web app for every path of its own; an unknown path stays a 404. */
export async function serveWebApp(fastify: FastifyInstance, { config, apps, askerOf }: Surroundings): Promise<void> {
  const root = join(__dirname, '..', 'web');
  if (!existsSync(join(root, 'index.html'))) return;
  // Compressed or not, and for pages of elsewhere too: CORS alone would name the origin only.
  fastify.addHook('onRequest', (_request, reply, done) => {
    void reply.header('vary', 'Accept-Encoding, Origin');
    done();
  });
  await fastify.register(serveFiles, {
    root,
    wildcard: false,
    index: false,
    cacheControl: false,
    preCompressed: true,
    globIgnore: ['**/*.{br,gz,html}', MANIFEST, WORKER],
    setHeaders: cacheFile,
  });
  if (config.telegram.sandbox) fastify.get('/sandbox', (_, reply) => reply.sendFile('sandbox.html'));
  fastify.get('/admin', (_, reply) => reply.sendFile('admin.html'));
  const web = new BrandedWebApp(root, config, apps);
  fastify.get(`/${MANIFEST}`, (request, reply) => web.sendManifest(request, reply));
  fastify.get(`/${WORKER}`, (request, reply) => web.sendWorker(request, reply));
  fastify.get('/*', async (request, reply) => {
    const path = request.url.replace(/\?.*$/s, '');
    if (path === CONTINUE) return web.sendPage(request, reply, brandOfReturn(apps, request.query));
    if (PAGES.includes(path)) return web.sendPage(request, reply, apps.default, OF_ANY_APP.includes(path));
    const [, uid] = INTERACTION.exec(path) ?? [];
    if (uid !== undefined) {
      // The page says itself that nothing can be reached.
      const appId = await askerOf(uid).catch(() => undefined);
      return web.sendPage(request, reply, apps.brandOf(appId));
    }
    const isPersons = request.headers.accept?.includes('text/html') && !NEVER_A_PAGE.test(path);
    return isPersons
      ? web.sendPage(request, reply.status(404), apps.default)
      : sendProblem(reply, new AppError('not_found'));
  });
}

/** The app that sends people here, where it may have them back. */
function brandOfReturn(apps: Apps, query: unknown): Brand {
  const { app: id, return_to: url } = query as Readonly<Record<string, unknown>>;
  const app = typeof id === 'string' ? apps.findShown(id) : undefined;
  return apps.brandOf(app && mayReturnTo(app, String(url)) ? app.id : undefined);
}

const MANIFEST = 'manifest.webmanifest';
const WORKER = 'sw.js';

/** Those files of the web app that hang on a brand: made when they are first asked for, once a brand. */
class BrandedWebApp {
  private readonly made = new Map<string, Encoded>();
  private readonly policies = new Map<string, string>();

  constructor(
    private readonly root: string,
    private readonly config: Config,
    private readonly apps: Apps,
  ) {}

  /** @param isOfAny it may turn out to be any app's */
  sendPage(request: FastifyRequest, reply: FastifyReply, brand: Brand, isOfAny = false): FastifyReply {
    const shown = isOfAny ? [brand, ...this.apps.all] : [brand];
    void reply.header('content-security-policy', this.policyFor(shown));
    const page = this.make('index.html', 'text/html; charset=utf-8', brand, (html) => brandPage(html, brand));
    return sendEncoded(request, reply, page);
  }

  sendManifest(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const brand = this.apps.default;
    const manifest = this.make(MANIFEST, 'application/manifest+json', brand, (json) => brandManifest(json, brand));
    return sendEncoded(request, reply, manifest);
  }

  sendWorker(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    // Of apps it keeps what its pages may show of them, and no more.
    const kept = [this.apps.default, ...logosOf(this.apps.all)];
    const make = (script: string) => brandWorker(script, JSON.stringify(kept));
    return sendEncoded(request, reply, this.make(WORKER, 'text/javascript; charset=utf-8', kept, make));
  }

  private make(file: string, type: string, of: unknown, brand: (built: string) => string): Encoded {
    const key = JSON.stringify([file, of]);
    const known = this.made.get(key);
    if (known) return known;
    const encoded = encode(brand(readFileSync(join(this.root, file), 'utf8')), type);
    this.made.set(key, encoded);
    return encoded;
  }

  private policyFor(brands: readonly Brand[]): string {
    const logos = logosOf(brands);
    const key = logos.join(' ');
    const policy = this.policies.get(key) ?? securityHeaders(this.config, { logos })['content-security-policy']!;
    this.policies.set(key, policy);
    return policy;
  }
}

/** Where their pictures come from. */
const logosOf = (brands: readonly Brand[]): string[] => [
  ...new Set(brands.flatMap(({ logo }) => (logo === undefined ? [] : [new URL(logo).origin]))),
];

/** Only files under `assets` carry a hash of their content in their name. */
function cacheFile(response: { setHeader(name: string, value: string): unknown }, path: string): void {
  const isHashed = path.includes(`${sep}assets${sep}`);
  response.setHeader('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
}
