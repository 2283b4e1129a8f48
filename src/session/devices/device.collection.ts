import { Prop } from '@nestjs/mongoose';
import { collection, Documents } from '../../persistence/mongo/mongo.collection';
import type { Device } from './device.repository';

@Documents()
export class DeviceDocument {
  /** The hash of the device's proof. */
  @Prop({ type: String, required: true }) _id!: string;
  @Prop({ type: String, required: true }) userId!: string;
  @Prop({ type: String, required: true }) sessionId!: string;
  /** Not `required`, since it may be empty, which mongoose would take for missing. */
  @Prop({ type: String }) browser!: string;
  @Prop({ type: String }) system!: string;
  @Prop({ type: Date, required: true }) createdAt!: Date;
  @Prop({ type: Date, required: true }) usedAt!: Date;
}

export const devices = collection<DeviceDocument, Device>(
  'devices',
  DeviceDocument,
  // All devices that one account knows, most recently used first.
  { fields: { userId: 1, usedAt: 1 } },
  // The device on which a session was opened is erased when that is ended from elsewhere.
  { fields: { sessionId: 1 } },
  // Devices long unused are erased without looking at the rest.
  { fields: { usedAt: 1 } },
);

declare module '../../persistence/mongo/mongo.collections' {
  interface CollectionDocuments {
    devices: DeviceDocument;
  }
}
