import { Prop } from '@nestjs/mongoose';
import { collection, Documents } from '../../persistence/mongo/mongo.collection';

@Documents()
export class HandledUpdateDocument {
  /** `<bot id>:<update id>` */
  @Prop({ type: String, required: true }) _id!: string;
  /** Its handler may be at work until then; after that it was interrupted. Absent once the update was handled. */
  @Prop({ type: Date }) busyUntil?: Date;
  @Prop({ type: Date, required: true }) takenAt!: Date;
  /** The mark of the last change: see `MongoDatabase.change`. */
  @Prop({ type: String }) mark?: string;
}

export const handledUpdates = collection('handled_updates', HandledUpdateDocument, {
  // Updates that Telegram can no longer send again are erased without looking at the rest.
  fields: { takenAt: 1 },
});

declare module '../../persistence/mongo/mongo.collections' {
  interface CollectionDocuments {
    handledUpdates: HandledUpdateDocument;
  }
}
