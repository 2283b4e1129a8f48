import { answerOf, client } from '../api/client';
import type { Answer } from '../api/problem';
import type { Interaction } from '../api/types';
import { signed } from '../session/member';

type Redirect = { redirect_to: string };

const at = (uid: string) => ({ params: { path: { uid } } });

/** An app's request, and a person's answers to it. None of these throws. */
export const interaction = {
  show: (uid: string): Promise<Answer<Interaction>> => answerOf(client.GET('/api/interactions/{uid}', at(uid))),

  goOn: (uid: string): Promise<Answer<Redirect>> =>
    signed((headers) => answerOf(client.POST('/api/interactions/{uid}/continue', { ...at(uid), headers }))),

  consent: (uid: string): Promise<Answer<Redirect>> =>
    signed((headers) => answerOf(client.POST('/api/interactions/{uid}/consent', { ...at(uid), headers }))),

  abort: (uid: string): Promise<Answer<Redirect>> => answerOf(client.POST('/api/interactions/{uid}/abort', at(uid))),
};
