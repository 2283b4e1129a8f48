import { Prop } from '@nestjs/mongoose';
import { collection, Documents } from './mongo.collection';

@Documents()
export class SchemaVersionDocument {
  @Prop({ type: String, required: true }) _id!: string;
  @Prop({ type: Number, required: true }) version!: number;
}

/** One document: how far the migrations have come. */
export const schemaVersions = collection('schema_version', SchemaVersionDocument);

@Documents()
export class ProbeDocument {
  @Prop({ type: String, required: true }) _id!: string;
  @Prop({ type: Date, required: true }) at!: Date;
}

/** One document: written to see whether a write lasts, of no other use. */
export const probes = collection('probes', ProbeDocument);
