import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Body } from '../bot-api/bot-api.params';
import { Phone, PhoneRefusal } from './phone.actions';
import { streamChanges } from './phone.events';
import { input } from './phone.input';
import { toCall, toFault, toMessages, toPerson, toState } from './phone.view';
import type { Chat, Person } from '../sandbox.chat';
import type { Picture } from '../sandbox.picture';
import type { World } from '../sandbox.world';

/** The API of the phone's page, under `/api`; for that page alone. */
export function phoneRoutes(app: FastifyInstance, world: World, closing: AbortSignal): void {
  app.addHook('onRequest', async (request) => assertOwnPage(request));
  readingRoutes(app, world, closing);
  peopleRoutes(app, world);
  chatRoutes(app, world, closing);
  faultRoutes(app, world);
  timeRoutes(app, world);
}

/** Another site's page could otherwise press buttons here by a plain form post. */
function assertOwnPage(request: FastifyRequest): void {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') {
    throw new PhoneRefusal(403, 'Only the page of this sandbox may ask.');
  }
  const isJson = request.headers['content-type']?.startsWith('application/json') ?? false;
  if (request.method === 'POST' && !isJson) throw new PhoneRefusal(415, 'Send JSON.');
}

function readingRoutes(app: FastifyInstance, world: World, closing: AbortSignal): void {
  app.get('/state', async (request) => toState(world, chatOf(world, request)));
  app.get('/messages', async (request) => toMessages(chatOf(world, request)));
  app.get('/calls', async () => world.calls.latest().map(toCall));
  app.get('/call', async (request) => {
    const call = world.calls.find(parsed(input.call, request.query).id);
    if (!call) throw new PhoneRefusal(404, 'That call is forgotten.');
    return { ...toCall(call), request: call.request, answer: call.answer };
  });
  app.get('/events', (_, reply) => streamChanges(world, reply, closing));
  app.get<{ Params: { file: string } }>('/pictures/:file', async (request, reply) => {
    const picture = shownPicture(world, request.params.file);
    if (!picture) throw new PhoneRefusal(404, 'That picture is gone.');
    const type = picture.path.endsWith('.png') ? 'image/png' : 'image/jpeg';
    return reply.type(type).header('cache-control', 'no-store').send(picture.bytes);
  });
}

/** A picture is on the phone only as long as a message shows it. */
function shownPicture(world: World, id: string): Picture | undefined {
  for (const bot of world.bots) {
    const picture = bot.pictures.get(id);
    if (!picture) continue;
    const isShown = (chat: Chat) => [...chat.messages.values()].some(({ content }) => content.picture === picture);
    return [...bot.chats.values()].some(isShown) ? picture : undefined;
  }
  return undefined;
}

function peopleRoutes(app: FastifyInstance, world: World): void {
  app.get('/people', async () => [...world.people.values()].map(toPerson));
  app.post('/people', async (request, reply) => {
    const { first_name: firstName, username, language_code, picture } = parsed(input.newPerson, fieldsOf(request));
    const person = world.addPerson({ firstName, username, languageCode: language_code, hasPicture: picture });
    return reply.code(201).send(toPerson(person));
  });
  app.post('/picture', async (request) => {
    const { person: id, picture } = parsed(input.picture, fieldsOf(request));
    const person = personOf(world, id);
    person.portrait = picture ? (person.portrait ?? id) + 1 : undefined;
    world.changed();
    return toPerson(person);
  });
  app.post('/deactivate', async (request) => {
    const { chat } = phoneOf(world, parsed(input.person, fieldsOf(request)).person);
    chat.person.isDeactivated = true;
    world.changed();
    return { deactivated: true };
  });
}

function chatRoutes(app: FastifyInstance, world: World, closing: AbortSignal): void {
  app.post('/start', async (request) => {
    const { person, payload } = parsed(input.start, fieldsOf(request));
    return { message_id: phoneOf(world, person).start(payload).id };
  });
  app.post('/say', async (request) => {
    const said = parsed(input.say, fieldsOf(request));
    const phone = phoneOf(world, said.person);
    if ('text' in said) return { message_id: phone.say(said.text).id };
    return { message_id: phone.shareContact(personOf(world, said.of ?? said.person)).id };
  });
  app.post('/press', async (request) => {
    const { person, message_id, row, column } = parsed(input.press, fieldsOf(request));
    return phoneOf(world, person).press(message_id, row, column, closing);
  });
  for (const isBlocked of [true, false]) {
    app.post(isBlocked ? '/block' : '/unblock', async (request) => {
      phoneOf(world, parsed(input.person, fieldsOf(request)).person).setBlocked(isBlocked);
      return { blocked: isBlocked };
    });
  }
}

function faultRoutes(app: FastifyInstance, world: World): void {
  app.post('/faults', async (request, reply) => {
    const fault = world.faults.add(parsed(input.fault, fieldsOf(request)));
    world.changed();
    return reply.code(201).send(toFault(fault));
  });
  app.delete('/faults', async (request) => {
    const { id } = parsed(input.faultId, request.query);
    if (id === undefined) world.faults.clear();
    else world.faults.remove(id);
    world.changed();
    return { faults: world.faults.list().map(toFault) };
  });
}

/** Only if the app passes in its clock, which only an app with a sandbox does. */
function timeRoutes(app: FastifyInstance, world: World): void {
  const { skipTime } = world.options;
  if (!skipTime) return;
  app.post('/time', async (request) => {
    const { seconds } = parsed(input.time, fieldsOf(request));
    skipTime(seconds * 1000);
    world.changed();
    return { server_time: new Date(world.now()).toISOString() };
  });
}

const fieldsOf = (request: FastifyRequest) => (request.body as Body | undefined)?.fields;

const chatOf = (world: World, request: FastifyRequest): Chat =>
  phoneOf(world, parsed(input.person, request.query).person).chat;

const phoneOf = (world: World, personId: number): Phone =>
  new Phone(world, world.primaryBot, world.primaryBot.chatWith(personOf(world, personId)));

function personOf(world: World, id: number): Person {
  const person = world.people.get(id);
  if (!person) throw new PhoneRefusal(404, 'Nobody has that number.');
  return person;
}

function parsed<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const fields = result.error.issues.map((issue) => issue.path.join('.') || issue.code);
  throw new PhoneRefusal(400, `Not understood: ${fields.join(', ')}.`);
}
