import type { FastifyInstance, FastifyRequest } from 'fastify';

type Path = { readonly pattern: RegExp; readonly methods: Set<string> };

const paths = new WeakMap<object, Map<string, Path>>();

/** Records from now on which methods each path of a server accepts; wildcard paths (`*`) are left aside. */
export function rememberMethods(fastify: FastifyInstance): void {
  const known = new Map<string, Path>();
  paths.set(fastify.server, known);
  fastify.addHook('onRoute', ({ url, method }) => {
    if (url.includes('*')) return;
    const path = known.get(url) ?? { pattern: patternOf(url), methods: new Set() };
    known.set(url, path);
    for (const each of [method].flat()) path.methods.add(each);
  });
}

/** The methods that this path accepts instead of the request's (RFC 9110, 15.5.6); empty if it accepts that one. */
export function otherMethods({ method, url, server }: FastifyRequest): readonly string[] {
  const path = url.replace(/\?.*$/s, '');
  const known = paths.get(server.server) ?? new Map<string, Path>();
  const itself = known.get(path);
  const fitting = itself ? [itself] : [...known.values()].filter(({ pattern }) => pattern.test(path));
  const methods = new Set(fitting.flatMap((each) => [...each.methods]));
  return methods.has(method) ? [] : [...methods].toSorted();
}

const patternOf = (url: string): RegExp => new RegExp(`^${url.replace(/[.]/g, '\\.').replace(/:\w+/g, '[^/]+')}/?$`);
