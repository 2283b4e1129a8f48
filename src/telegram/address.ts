/** Where a message goes: which bot, which private chat. */
export type ChatAddress = Readonly<{ botId: number; chatId: number }>;
