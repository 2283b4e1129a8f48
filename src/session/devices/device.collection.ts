import { Prop } from '@nestjs/mongoose';
import { collection, Documents } from '../../persistence/mongo/mongo.collection';
import type { Device } from './device.repository';

@Documents()
export class DeviceDocument {
  /** The hash of its proof. */
  @Prop({ type: String, required: true }) _id!: string;
  @Prop({ type: String, required: true }) userId!: string;
  @Prop({ type: String, required: true }) sessionId!: string;
  /** May be empty, which mongoose takes for missing where a text is required. */
  @Prop({ type: String }) browser!: string;
  @Prop({ type: String }) system!: string;
  @Prop({ type: Date, required: true }) createdAt!: Date;
  @Prop({ type: Date, required: true }) usedAt!: Date;
}

export const devices = collection<DeviceDocument, Device>(
  'devices',
  DeviceDocument,
  // All that know one account, used last first.
  { fields: { userId: 1, usedAt: 1 } },
  // What a session was opened on goes with it.
  { fields: { sessionId: 1 } },
  // What was not used for long is erased, without looking at the rest.
  { fields: { usedAt: 1 } },
);

declare module '../../persistence/mongo/mongo.collections' {
  interface CollectionDocuments {
    devices: DeviceDocument;
  }
}
