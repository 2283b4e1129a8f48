/** A person with an account. Who they are is the numeric Telegram id; everything else is an attribute. */
export type User = Readonly<{
  id: string;
  telegramId: number;
  name: string;
  email?: string;
  phone?: string;
  telegramUsername?: string;
  createdAt: Date;
  signedInAt: Date;
}>;
