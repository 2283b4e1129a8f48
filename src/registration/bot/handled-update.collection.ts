import { Prop } from '@nestjs/mongoose';
import { collection, Documents } from '../../persistence/mongo/mongo.collection';

@Documents()
export class HandledUpdateDocument {
  /** `<bot id>:<update id>` */
  @Prop({ type: String, required: true }) _id!: string;
  /** Until then its handler may be at work; later it was interrupted. Absent once it was handled. */
  @Prop({ type: Date }) busyUntil?: Date;
  @Prop({ type: Date, required: true }) takenAt!: Date;
  /** Of the last change: see `MongoDatabase.change`. */
  @Prop({ type: String }) mark?: string;
}

export const handledUpdates = collection('handled_updates', HandledUpdateDocument, {
  // What Telegram can no longer send again is forgotten, without looking at the rest.
  fields: { takenAt: 1 },
});

declare module '../../persistence/mongo/mongo.collections' {
  interface CollectionDocuments {
    handledUpdates: HandledUpdateDocument;
  }
}
