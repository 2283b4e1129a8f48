import type { FastifyRequest } from 'fastify';

/** Swagger UI and the document behind it. */
export const DOCS_PATH = '/api/docs';
export const OPENAPI_PATH = '/api/openapi.json';

/**
 * The route that serves a request, as it was declared. The URL as it came must not be asked: `/api/%64ocs` reaches the same
 * route as `/api/docs`. Empty where no route fits.
 */
export const routeOf = (request: FastifyRequest): string => request.routeOptions.url ?? '';

export const isDocsRoute = (route: string): boolean => route.startsWith(DOCS_PATH) || route === OPENAPI_PATH;
