import { Prop } from '@nestjs/mongoose';
import { collection, Documents } from './mongo.collection';

@Documents()
export class SchemaVersionDocument {
  @Prop({ type: String, required: true }) _id!: string;
  @Prop({ type: Number, required: true }) version!: number;
}

/** One document: the version that the migrations have reached. */
export const schemaVersions = collection('schema_version', SchemaVersionDocument);

@Documents()
export class ProbeDocument {
  @Prop({ type: String, required: true }) _id!: string;
  @Prop({ type: Date, required: true }) at!: Date;
}

/** One document, written only to test whether a write is durable. */
export const probes = collection('probes', ProbeDocument);
