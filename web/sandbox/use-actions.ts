import { useEffect, useMemo, useState } from 'preact/hooks';
import type { BubbleActions } from './bubble.view';
import { copyText } from '../src/clipboard';
import { isBesideApp } from './in-app.view';
import { phoneApi, type Message } from './phone.client';
import { linkOf, scanPicture } from './qr.scan';

/** A line above the input: a toast, or (`stays`) an alert to be closed. */
export type Notice = Readonly<{ text: string; href?: string; stays?: boolean }>;

type Actions = Readonly<{
  notice: Notice | undefined;
  say: (notice: Notice | undefined) => void;
  /** Shows what the sandbox says when it refuses. */
  attempt: (task: Promise<unknown>) => void;
  actions: BubbleActions;
  /** What the phone's own browser shows. */
  browsing: string | undefined;
  browse: (href: string | undefined) => void;
}>;

const NOTICE_MS = 4000;

/** What a person does to messages, and what the phone shows in response. */
export function useActions(person: number | undefined, appUrl: string | null): Actions {
  const [notice, say] = useState<Notice>();
  const [browsing, browse] = useState<string>();
  useEffect(() => {
    if (!notice || notice.stays || notice.href) return undefined;
    const timer = setTimeout(() => say(undefined), NOTICE_MS);
    return () => clearTimeout(timer);
  }, [notice]);

  return useMemo(() => {
    const attempt = (task: Promise<unknown>) => {
      task.catch((error: unknown) => say({ text: error instanceof Error ? error.message : 'That didn’t work.' }));
    };
    const copy = async (text: string) =>
      say({ text: (await copyText(text)) ? 'Copied' : 'This browser doesn’t let us copy.' });
    const press = async ({ message_id }: Message, row: number, column: number) => {
      if (person === undefined) return;
      const { answer } = await phoneApi.press(person, message_id, row, column);
      if (answer === null) say({ text: 'The bot didn’t answer.' });
      else if (answer?.text) say({ text: answer.text, stays: answer.isAlert });
    };
    const open = (href: string) => {
      if (!isBesideApp() || !linkOf(href, appUrl)?.isOurs) return false;
      browse(href);
      return true;
    };
    const scan = async (url: string) => {
      const text = await scanPicture(url);
      if (text === undefined || !open(text)) say(await openScanned(text, appUrl));
    };
    const actions: BubbleActions = {
      open,
      copy: (text) => attempt(copy(text)),
      press: (message, row, column) => attempt(press(message, row, column)),
      scan: (url) => attempt(scan(url)),
    };
    return { notice, say, attempt, actions, browsing, browse };
  }, [notice, person, appUrl, browsing]);
}

/** A link of the app opens at once, as from a camera; any other is shown first. */
async function openScanned(text: string | undefined, appUrl: string | null): Promise<Notice> {
  if (text === undefined) return { text: 'No QR code found in this picture.' };
  const link = linkOf(text, appUrl);
  if (!link) return { text: `The QR code says: ${text}`, stays: true };
  const opened = link.isOurs ? window.open(link.href, '_blank') : null;
  if (!opened) return { text: `The QR code leads to ${new URL(link.href).host}`, href: link.href, stays: true };
  opened.opener = null;
  return { text: 'Scanned. The link is open in another tab.' };
}
