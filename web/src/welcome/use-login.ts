import { api } from '../api/client';
import type { Problem } from '../api/problem';
import type { LoginRequest } from '../api/types';
import { useAttempt, type Attempt } from '../attempt';
import { serverClock } from '../clock';
import { keepPending } from '../pending';
import { go } from '../route';
import { deviceShelf } from '../shelf';

/** Asks to be let in; what was asked for is waited for in the waiting room. */
export function useLogin(onProblem: (problem: Problem) => unknown = () => undefined): Attempt<LoginRequest> {
  return useAttempt(api.login, (answer) => {
    if (!answer.ok) return void onProblem(answer.problem);
    keepPending(deviceShelf, answer.value, { chatId: null, isLogin: true, savedAt: serverClock.now() });
    go('/wait');
  });
}
