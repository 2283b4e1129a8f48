import { api } from '../api/client';
import type { Problem } from '../api/problem';
import type { LoginRequest } from '../api/types';
import { useAttempt, type Attempt } from '../attempt';
import { serverClock } from '../clock';
import { keepPending } from '../pending';
import { go } from '../route';
import { deviceShelf } from '../shelf';
import { sentBy } from '../way-back';

/** Requests a sign-in, and goes to the waiting room. */
export function useLogin(onProblem: (problem: Problem) => unknown = () => undefined): Attempt<LoginRequest> {
  const ask = (request: LoginRequest) => api.login({ ...request, ...sentBy() });
  return useAttempt(ask, (answer) => {
    if (!answer.ok) return void onProblem(answer.problem);
    keepPending(deviceShelf, answer.value, { chatId: null, isLogin: true, savedAt: serverClock.now() });
    go('/wait');
  });
}
