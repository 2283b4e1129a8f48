import { InstallOffer } from '../install/install-offer';
import { memberTexts } from '../language/member.texts';
import { Choice } from '../parts/choice';
import { Headline } from '../parts/headline';
import { goBack } from '../route';
import { chooseScheme, scheme, schemes } from '../scheme';
import { currentSession } from '../session/session';
import { useStore } from '../use-store';
import { learnWords, say } from '../words';
import { LanguageChoice } from './language-choice';

learnWords(memberTexts);

/** Settings that need no sign-in: they belong to the person and this device. */
export function SettingsScreen() {
  const look = useStore(scheme);
  const session = useStore(currentSession);
  const options = schemes.map((value) => ({ value, label: say(`settings.scheme.${value}`) }));
  return (
    <>
      <section class="card">
        <Headline text={say('app.settings')} />
        <p class="muted">{say('settings.sentence')}</p>
        <div>
          <LanguageChoice />
          <p class="muted">{say('settings.language.about')}</p>
        </div>
        <Choice name="scheme" legend={say('settings.scheme')} options={options} chosen={look} onChoose={chooseScheme} />
        <button type="button" class="button button-primary" onClick={() => goBack(session ? '/profile' : '/')}>
          {say('settings.done')}
        </button>
      </section>
      <InstallOffer />
    </>
  );
}
