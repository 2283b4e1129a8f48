import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { cleanupOpenApiDoc } from 'nestjs-zod';
import { describeProblems } from './problem.docs';
import { polishSchemas } from './schema.docs';

const DESCRIPTION = `Passwordless sign-in by one Telegram message that deletes itself.

**The flow.** 1. \`POST /api/register\` (or \`/api/login\`): show its \`telegram_link\`, unless the message goes to a known chat. 2.
\`GET /api/verifications/{id}/events\` until \`sent\`. 3. \`POST /api/verify-otp\` with the code: a session. 4. \`POST /api/token/refresh\`
before the access token ends, \`POST /api/logout\` in the end. In the sandbox the phone at [/sandbox](/sandbox) is the Telegram that gets
the message. For operators: [the page that says what is wrong now](/admin).

Errors are problem documents (RFC 9457): \`code\` is a word for programs and stays, \`title\` a sentence for people.
Times are UTC (RFC 3339). Fields that a request does not know are refused. A path that does not take a method answers 405
\`method_not_allowed\` with \`Allow\`, one that is not there 404 \`not_found\`; in development, a host name that is not ours
403 \`forbidden\`.

Calls of signed-in people need an access token, calls of back ends an API key, calls of administrators the admin key or the access token of one of
\`ADMIN_TELEGRAM_IDS\`: press **Authorize**. This page keeps it until it is reloaded or closed.`;

/** In the order in which the page shows them. */
const tags = [
  ['Registration', 'Register, log in, verify: a message in Telegram, and its code or its link.'],
  ['Sessions', 'Access tokens, their renewal and their end; the keys that verify them.'],
  ['Profile', 'The person who is signed in.'],
  [
    'OpenID',
    'What the page asks on which a person answers an app. Apps themselves find all at `/.well-known/openid-configuration`.',
  ],
  ['Administration: users', 'Accounts: find, disable, enable, delete them; end sessions.'],
  ['Administration: messages', 'What went to Telegram, what became of it, and whether Telegram takes it.'],
  ['Administration: apps', 'What people sign in to by OpenID: register, change, disable it; exchange its secrets.'],
  ['Administration: statistics', 'How it went, and which limits are in force.'],
  ['Administration: audit', 'Who did what, in a chain that shows each change to it.'],
  ['Administration: webhooks', 'What other services were told, and what they did not take.'],
  ['For back ends', 'Something that a person is to confirm in Telegram, in an app of your own.'],
  ['Operation', 'Whether it works, for load balancers and for people.'],
] as const;

/** The API's document, made from the same schemas that validate requests. */
export function describeApi(app: INestApplication): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setTitle('Telega2Go')
    .setDescription(DESCRIPTION)
    .setVersion('1')
    // From 3.1 on, schemas are JSON Schema: zod's fit without loss.
    .setOpenAPIVersion('3.1.0')
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addServer('/', 'Where this document comes from')
    .addBearerAuth({
      type: 'http',
      scheme: 'bearer',
      bearerFormat: 'JWT',
      description: 'The `access_token` of a session.',
    })
    .addApiKey(
      { type: 'apiKey', in: 'header', name: 'X-Admin-Key', description: 'The admin key: `ADMIN_API_KEY`.' },
      'admin-key',
    )
    .addApiKey(
      {
        type: 'apiKey',
        in: 'header',
        name: 'X-Api-Key',
        description: 'One of `API_KEYS`, or a key of an app; `Authorization: Bearer` with it does the same.',
      },
      'api-key',
    );
  for (const [name, description] of tags) builder.addTag(name, description);
  const document = SwaggerModule.createDocument(app, builder.build(), { operationIdFactory });
  return polishSchemas(describeProblems(cleanupOpenApiDoc(document)));
}

/** `users.disable`: the controller and its method. */
const operationIdFactory = (controller: string, method: string): string =>
  `${controller.charAt(0).toLowerCase()}${controller.slice(1).replace(/Controller$/, '')}.${method}`;
