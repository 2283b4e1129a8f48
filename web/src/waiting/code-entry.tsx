import { useEffect, useState } from 'preact/hooks';
import { announce } from '../announcer';
import { cleanCode } from '../code';
import { Ring } from '../parts/ring';
import { ScanButton } from '../scan/scan-button';
import { say, sayTriesLeft, sayWait } from '../words';
import { CodeField } from './code.field';
import type { WaitingRoom } from './use-waiting';

type CodeEntryProps = Readonly<{
  room: WaitingRoom;
  code: string;
  onCode: (code: string) => void;
  /** How much of the code's life is left; `null` until it begins. */
  life: Readonly<{ total: number; left: number }> | null;
  length: number;
}>;

/** The code's field and the ring that burns down beside it. */
export function CodeEntry({ room, code, onCode, life, length }: CodeEntryProps) {
  const { waiting, tell } = room;
  const fault = waiting.codeProblem?.code === 'otp_invalid' ? sayTriesLeft(waiting.codeProblem.attemptsLeft) : null;
  const calm = waiting.checking ? say('code.checking') : say('code.hint', { length });
  useEffect(() => {
    if (fault) announce(fault);
  }, [waiting.codeProblem]);
  const type = (typed: string) => {
    onCode(typed);
    tell({ type: 'typing' });
  };
  const paste = (text: string) => {
    const pasted = cleanCode(text, length);
    type(pasted);
    if (pasted.length === length) room.code.run(pasted);
  };
  return (
    <div class="code-entry">
      <div class="code-head">
        <label for="code">{say('code.label')}</label>
        <PasteButton onText={paste} />
        <ScanButton />
      </div>
      <div class="code-row">
        <CodeField
          code={code}
          length={length}
          checking={waiting.checking}
          fault={fault}
          onCode={type}
          onFull={room.code.run}
        />
        <Ring
          left={life && life.left}
          total={life?.total ?? 0}
          label={life ? say('code.left', { seconds: sayWait(life.left) }) : say('waiting.sending.headline')}
        />
      </div>
      <p id="code-below" class={fault ? 'code-below code-below-wrong' : 'code-below'}>
        {fault ?? calm}
      </p>
    </div>
  );
}

/** On a touch screen the field's own menu takes a long press, and the code was copied on the same phone. */
function PasteButton({ onText }: { onText: (text: string) => void }) {
  const [isOffered] = useState(() => matchMedia('(pointer: coarse)').matches && 'clipboard' in navigator);
  if (!isOffered) return null;
  // A person who does not allow it can still type.
  const paste = () => void navigator.clipboard.readText().then(onText, () => document.getElementById('code')?.focus());
  return (
    <button type="button" class="button button-quiet" onClick={paste}>
      {say('code.paste')}
    </button>
  );
}
