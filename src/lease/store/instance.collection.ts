import { Prop } from '@nestjs/mongoose';
import { collection, Documents } from '../../persistence/mongo/mongo.collection';

type TroubleDocument = { botId: number; isWell: boolean; closedForMs: number };

@Documents()
export class InstanceDocument {
  /** The name of one run of one process. */
  @Prop({ type: String, required: true }) _id!: string;
  @Prop({ type: [{ _id: false, botId: Number, isWell: Boolean, closedForMs: Number }], required: true })
  troubles!: TroubleDocument[];
  /** By the database's clock. */
  @Prop({ type: Date }) seenAt?: Date;
}

/** A handful of documents, which come and go with their processes. */
export const instances = collection('instances', InstanceDocument);

declare module '../../persistence/mongo/mongo.collections' {
  interface CollectionDocuments {
    instances: InstanceDocument;
  }
}
