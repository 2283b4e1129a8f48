import { useRef, useState } from 'preact/hooks';
import { announce } from '../announcer';
import { NoticeBox } from '../parts/notice-box';
import { TextField } from '../parts/text-field';
import { useKept } from '../use-kept';
import { say } from '../words';
import { LOGIN } from './draft';
import { toLogin } from './login.request';
import { useLogin } from './use-login';

/** One field, which may stay empty: pressing Start in Telegram says who the person is. */
export function SignInForm() {
  const form = useRef<HTMLFormElement>(null);
  const [typed, setTyped] = useKept(LOGIN);
  const [fault, setFault] = useState<string | undefined>();
  const attempt = useLogin(({ code }) => code === 'invalid_request' && show());
  function show(): void {
    setFault(say('fault.login'));
    announce(say('fault.login'));
    form.current?.querySelector('input')?.focus();
  }
  const submit = (event: Event) => {
    event.preventDefault();
    const request = toLogin(typed);
    if (request) attempt.run(request);
    else show();
  };
  const type = (text: string) => {
    setTyped(text);
    setFault(undefined);
  };
  return (
    <form ref={form} noValidate onSubmit={submit}>
      <TextField
        id="login"
        label={say('field.login')}
        hint={say('field.login.hint')}
        fault={fault}
        value={typed}
        onText={type}
        enterKeyHint="go"
        autoComplete="username"
        autoCapitalize="none"
        spellcheck={false}
      />
      <button type="submit" class="button button-primary" aria-disabled={attempt.busy || attempt.pause !== null}>
        {say(attempt.busy ? 'welcome.busy' : 'action.continue')}
      </button>
      <NoticeBox attempt={attempt} except={['invalid_request']} />
    </form>
  );
}
