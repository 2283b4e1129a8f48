import { resolve } from 'node:path';
import { nameOf } from './stores';

describe('the name of a store', () => {
  it.each([
    ['sqlite:data/telega2go.sqlite', resolve('data/telega2go.sqlite')],
    ['sqlite:///var/lib/a store.sqlite', '/var/lib/a store.sqlite'],
    ['mongodb://ann:password@one:1,two:2/accounts?replicaSet=rs', 'the MongoDB database accounts at one:1,two:2'],
    ['mongodb+srv://ann:p%40ssword@cluster.example.org', 'the MongoDB database telega2go at cluster.example.org'],
    ['mongodb://one/accounts?tlsCertificateKeyFilePassword=password', 'the MongoDB database accounts at one'],
    ['mongodb://ann:pass@word@one/accounts', 'the MongoDB database'],
    ['mongodb://ann:pass/word@one/accounts', 'the MongoDB database'],
    ['mongodb://ann:pass?word@one/accounts', 'the MongoDB database'],
  ])('of %s says where it is, and no password', (databaseUrl, name) => expect(nameOf({ databaseUrl })).toBe(name));
});
