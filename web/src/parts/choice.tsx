type ChoiceProps<Value extends string> = Readonly<{
  name: string;
  legend: string;
  /** Visible, or else only for screen readers. */
  isLegendShown?: boolean;
  options: readonly Readonly<{ value: Value; label: string; lang?: string }>[];
  chosen: Value;
  onChoose: (value: Value) => void;
}>;

/** A choice of one among a few, side by side. */
export function Choice<Value extends string>(props: ChoiceProps<Value>) {
  const { name, legend, isLegendShown = true, options, chosen, onChoose } = props;
  return (
    <fieldset class="choice">
      <legend class={isLegendShown ? undefined : 'visually-hidden'}>{legend}</legend>
      <div class="choice-options">
        {options.map(({ value, label, lang }) => (
          <label key={value} lang={lang}>
            <input type="radio" name={name} value={value} checked={value === chosen} onChange={() => onChoose(value)} />
            <span>{label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
