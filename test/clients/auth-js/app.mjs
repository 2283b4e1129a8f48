import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { Auth } from '@auth/core';

const { ISSUER, CLIENT_ID, CLIENT_SECRET, PORT } = process.env;
const url = `http://localhost:${PORT}`;

/** A provider that Auth.js has no entry for is configured by what it tells at its issuer. */
const telega2go = {
  id: 'telega2go',
  name: 'Telega2Go',
  type: 'oidc',
  issuer: ISSUER,
  clientId: CLIENT_ID,
  clientSecret: CLIENT_SECRET,
  checks: ['pkce', 'state', 'nonce'],
};

const config = {
  basePath: '/auth',
  trustHost: true,
  secret: 'this-signs-the-cookies-of-the-app-0123456789',
  providers: [telega2go],
  callbacks: {
    // Without an adapter Auth.js names the same person by another random `sub` at each sign-in.
    jwt: ({ token, account }) => (account ? { ...token, sub: account.providerAccountId } : token),
    session: ({ session, token }) => ({ ...session, user: { ...session.user, id: token.sub } }),
  },
};

const server = createServer(async (request, response) => {
  const answer = await Auth(await requestOf(request), config);
  response.setHeaders(answer.headers);
  response.setHeader('set-cookie', answer.headers.getSetCookie());
  response.writeHead(answer.status).end(await answer.text());
});

async function requestOf(request) {
  const body = request.method === 'POST' ? await text(request) : null;
  return new Request(new URL(request.url, url), { method: request.method, headers: request.headers, body });
}

server.listen(PORT, 'localhost');
