import type { Connection, Model } from 'mongoose';
import type { ProbeDocument, SchemaVersionDocument } from './housekeeping.collection';
import type { Collection } from './mongo.collection';

/** What each collection holds; the module that owns one adds it by `declare module`. */
export interface CollectionDocuments {
  schemaVersions: SchemaVersionDocument;
  probes: ProbeDocument;
}

type Name = keyof CollectionDocuments;

/** Every collection, ready for queries. */
export type Collections = { readonly [N in Name]: Model<CollectionDocuments[N]> };

/** As the modules declare them: a missing one does not compile. */
export type DeclaredCollections = { readonly [N in Name]: Collection<CollectionDocuments[N]> };

export function modelsOf(connection: Connection, declared: DeclaredCollections): Collections {
  const each = Object.entries<Collection<unknown>>(declared as never);
  return Object.fromEntries(
    each.map(([key, { name, schema }]) => [key, connection.model(name, schema, name)]),
  ) as never;
}
