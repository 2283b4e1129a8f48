import { Message } from '../parts/message';
import { StartLink } from '../parts/start-link';
import { say, type Words } from '../words';

/** The sentences of pages that need the server, if the app was opened without a connection. */
const sentences: Readonly<Record<string, Words>> = {
  '/wait': 'offline.wait',
  '/verify': 'offline.verify',
  '/profile': 'offline.profile',
  '/sessions': 'offline.profile',
};

export const needsConnection = (path: string): boolean => path in sentences;

/** Says what is possible; the page itself comes as soon as the connection does. */
export function OfflineScreen({ path }: { path: string }) {
  return (
    <Message
      tone="careful"
      headline={say('problem.offline.headline')}
      sentence={say(sentences[path] ?? 'problem.offline.sentence')}
    >
      <p class="muted">{say('offline.possible')}</p>
      <StartLink />
    </Message>
  );
}
