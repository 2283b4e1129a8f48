type Keyboard = Readonly<{
  type?: 'text' | 'email' | 'tel';
  inputMode?: 'text' | 'email' | 'tel' | 'numeric';
  autoComplete?: 'name' | 'email' | 'tel' | 'username' | 'off';
  autoCapitalize?: 'none' | 'words';
  spellcheck?: boolean;
  /** The label of a touch keyboard's Enter key: there is another field, or this is the last. */
  enterKeyHint?: 'next' | 'done' | 'go';
  required?: boolean;
}>;

type TextFieldProps = Readonly<{
  id: string;
  label: string;
  note?: string;
  hint?: string;
  fault?: string;
  value: string;
  onText: (text: string) => void;
}> &
  Keyboard;

/** A labelled field; under it stands what is wrong with it, or else a hint. */
export function TextField({ id, label, note, hint, fault, value, onText, type = 'text', ...keyboard }: TextFieldProps) {
  const below = fault ?? hint;
  return (
    <div class={fault ? 'field field-wrong' : 'field'}>
      <label for={id}>
        {label} {note && <span class="muted">{note}</span>}
      </label>
      <input
        {...keyboard}
        type={type}
        list={undefined}
        id={id}
        name={id}
        value={value}
        aria-invalid={fault ? 'true' : undefined}
        aria-describedby={below ? `${id}-below` : undefined}
        onInput={(event) => onText(event.currentTarget.value)}
      />
      {below && (
        <p id={`${id}-below`} class="field-below">
          {below}
        </p>
      )}
    </div>
  );
}
