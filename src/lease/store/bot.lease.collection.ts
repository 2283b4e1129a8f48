import { Prop } from '@nestjs/mongoose';
import { collection, Documents } from '../../persistence/mongo/mongo.collection';

@Documents()
export class BotLeaseDocument {
  /** The bot's id. */
  @Prop({ type: Number, required: true }) _id!: number;
  @Prop({ type: String, required: true }) holder!: string;
  @Prop({ type: Number, required: true }) fence!: number;
  /** By the database's clock; absent once the lease was given back. */
  @Prop({ type: Date }) renewedAt?: Date;
  /** The pause that Telegram asked of the bot, whichever instance holds it. */
  @Prop({ type: { _id: false, askedAt: Date, endsAt: Date } })
  pause?: { askedAt: Date; endsAt: Date };
}

export const botLeases = collection('bot_leases', BotLeaseDocument);

declare module '../../persistence/mongo/mongo.collections' {
  interface CollectionDocuments {
    botLeases: BotLeaseDocument;
  }
}
