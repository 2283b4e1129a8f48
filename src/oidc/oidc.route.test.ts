import fastify from 'fastify';
import { serveOidc } from './oidc.route';
import type { OidcService } from './oidc.service';

it('answers, too, where the provider cannot be made', async () => {
  const service = {
    get provider() {
      throw new Error('no keys');
    },
  };
  const server = fastify();
  serveOidc(server, service as unknown as OidcService);
  const { statusCode } = await server.inject('/.well-known/openid-configuration');
  expect(statusCode).toBe(500);
});
