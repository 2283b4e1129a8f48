import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { cleanCode } from '../code';

type CodeFieldProps = Readonly<{
  code: string;
  length: number;
  checking: boolean;
  /** What is wrong with the code, if anything. */
  fault: string | null;
  onCode: (code: string) => void;
  onFull: (code: string) => void;
}>;

/** One field, drawn as boxes: paste and one-time-code autofill work as in any field, and it sends itself when full. */
export function CodeField({ code, length, checking, fault, onCode, onFull }: CodeFieldProps) {
  const input = useRef<HTMLInputElement>(null);
  useOfferedFocus(input);
  useEffect(() => {
    if (fault && document.activeElement === input.current) input.current?.select();
  }, [fault]);
  const take = (field: HTMLInputElement) => {
    const typed = cleanCode(field.value, length);
    field.value = typed;
    onCode(typed);
    if (typed.length === length && typed !== code) onFull(typed);
  };
  return (
    <div class={['code', checking && 'code-checking', fault && 'code-wrong'].filter(Boolean).join(' ')}>
      <div class="code-boxes">
        <Boxes code={code} length={length} />
        <input
          ref={input}
          id="code"
          name="code"
          inputMode="numeric"
          enterKeyHint="go"
          autoComplete="one-time-code"
          autoCorrect="off"
          spellcheck={false}
          value={code}
          readOnly={checking}
          aria-invalid={fault ? 'true' : undefined}
          aria-describedby="code-below"
          onInput={(event) => take(event.currentTarget)}
          onClick={(event) => toEnd(event.currentTarget)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && code.length === length && !checking) onFull(code);
          }}
        />
      </div>
    </div>
  );
}

function Boxes({ code, length }: { code: string; length: number }) {
  const boxes = Array.from({ length }, (_, place) => place);
  const next = Math.min(code.length, length - 1);
  return (
    <div class="code-drawn" aria-hidden="true">
      {boxes.map((place) => (
        <span key={place} class={place === next ? 'code-box code-next' : 'code-box'}>
          {code[place] ?? ''}
        </span>
      ))}
    </div>
  );
}

/** With a mouse, and so a keyboard, the field is focused, unless the person is busy elsewhere on the page. */
function useOfferedFocus(input: RefObject<HTMLInputElement | null>): void {
  useEffect(() => {
    const busy = document.activeElement;
    const isFree = busy === null || busy === document.body || busy.tagName === 'H1';
    if (isFree && matchMedia('(pointer: fine)').matches) input.current?.focus({ preventScroll: true });
  }, []);
}

/** The boxes are filled from the left, so the cursor stands at the end wherever the field was pressed. */
function toEnd(field: HTMLInputElement): void {
  if (field.selectionStart === field.selectionEnd) field.setSelectionRange(field.value.length, field.value.length);
}
