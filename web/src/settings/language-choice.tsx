import { useState } from 'preact/hooks';
import { chooseLanguage, languages, spoken, type Language } from '../language/language';
import { Choice } from '../parts/choice';
import { useStore } from '../use-store';
import { say } from '../words';

const options = (Object.keys(languages) as Language[]).map((value) => ({
  value,
  label: languages[value],
  lang: value,
}));

/** Each language by its own name, for people who cannot read the current one. */
export function LanguageChoice({ isLegendShown }: { isLegendShown?: boolean }) {
  const { language } = useStore(spoken);
  const [isMissing, setMissing] = useState(false);
  return (
    <>
      <Choice
        name="language"
        legend={say('settings.language')}
        isLegendShown={isLegendShown}
        options={options}
        chosen={language}
        onChoose={(chosen) => void chooseLanguage(chosen).then((isSpoken) => setMissing(!isSpoken))}
      />
      {isMissing && <p role="alert">{say('app.not_loaded')}</p>}
    </>
  );
}
