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

/** Where an app's page sends people who are to come back to it (web/src/interaction/continue.screen.tsx). */
const CONTINUE = '/continue';

/** The pages that the web app knows (web/src/app.tsx); another path that nothing serves does not exist. */
export const PAGES: readonly string[] = [
  ...['/', '/register', '/sign-in', '/wait', '/verify', '/profile', '/sessions', '/settings', CONTINUE],
];

/** Where a person answers what an app requests (web/src/interaction). */
const INTERACTION = /^\/interaction\/([\w-]{21,64})(?:\/cancelled)?$/;

/** Under these paths, and for file names, a 404 is never a page for a person. */
const NEVER_A_PAGE = /^\/(api|assets|sandbox|admin|health|metrics|oauth2|\.well-known|telegram)([/?]|$)|\.[^/]*$/;

/** Only these pages, once loaded, know whose app asks: by a secret that no server sees. */
const OF_ANY_APP: readonly string[] = ['/wait', '/verify'];

/** The id of the app that asks in an interaction; undefined if the interaction is over. */
export type AskerOf = (interaction: string) => Promise<string | undefined>;

type Surroundings = Readonly<{ config: Config; apps: Apps; askerOf: AskerOf }>;

/** Serves files as they are, and the web app's page for every path of its own; an unknown path stays a 404. */
export async function serveWebApp(fastify: FastifyInstance, { config, apps, askerOf }: Surroundings): Promise<void> {
  const root = join(__dirname, '..', 'web');
  if (!existsSync(join(root, 'index.html'))) return;
  // Files vary by encoding, and by origin for other sites' pages: CORS alone would name only the origin.
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
      // If the lookup fails, the page itself says that nothing can be reached.
      const appId = await askerOf(uid).catch(() => undefined);
      return web.sendPage(request, reply, apps.brandOf(appId));
    }
    const isPersons = request.headers.accept?.includes('text/html') && !NEVER_A_PAGE.test(path);
    return isPersons
      ? web.sendPage(request, reply.status(404), apps.default)
      : sendProblem(reply, new AppError('not_found'));
  });
}

/** The brand of the app that sent people here, if they may return to it. */
function brandOfReturn(apps: Apps, query: unknown): Brand {
  const { app: id, return_to: url } = query as Readonly<Record<string, unknown>>;
  const app = typeof id === 'string' ? apps.findShown(id) : undefined;
  return apps.brandOf(app && mayReturnTo(app, String(url)) ? app.id : undefined);
}

const MANIFEST = 'manifest.webmanifest';
const WORKER = 'sw.js';

/** The web app's files that depend on a brand: made when first requested, once per brand. */
class BrandedWebApp {
  private readonly made = new Map<string, Encoded>();
  private readonly policies = new Map<string, string>();

  constructor(
    private readonly root: string,
    private readonly config: Config,
    private readonly apps: Apps,
  ) {}

  /** @param isOfAny the page may turn out to be any app's */
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
    // Of the apps, the worker keeps only what its pages may show.
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
    const policy = this.policies.get(key) ?? securityHeaders(this.config, { logos })['content-security-policy'];
    this.policies.set(key, policy);
    return policy;
  }
}

/** The origins of the brands' logos. */
const logosOf = (brands: readonly Brand[]): string[] => [
  ...new Set(brands.flatMap(({ logo }) => (logo === undefined ? [] : [new URL(logo).origin]))),
];

/** Only files under `assets` carry a hash of their content in their name. */
function cacheFile(response: { setHeader(name: string, value: string): unknown }, path: string): void {
  const isHashed = path.includes(`${sep}assets${sep}`);
  response.setHeader('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
}
