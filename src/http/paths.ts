import type { FastifyRequest } from 'fastify';

/** Swagger UI and the document behind it. */
export const DOCS_PATH = '/api/docs';
export const OPENAPI_PATH = '/api/openapi.json';

/**
 * The declared route that serves a request; empty if none matches. Do not decide by the raw URL: `/api/%64ocs` reaches
 * the same route as `/api/docs`.
 */
export const routeOf = (request: FastifyRequest): string => request.routeOptions.url ?? '';

export const isDocsRoute = (route: string): boolean => route.startsWith(DOCS_PATH) || route === OPENAPI_PATH;
