import { Act, ReplayButton } from './acts';
import { ListPanel } from './list.panel';
import { count, moment } from './numbers';
import { acts, type Webhook } from './operator.client';

type WebhooksProps = Readonly<{ webhooks: readonly Webhook[] | undefined; pending: number | null | undefined }>;

/** Webhooks that other services did not accept. */
export function WebhooksView({ webhooks, pending }: WebhooksProps) {
  const waiting = pending ? ` ${pending >= 100 ? '100 or more' : count(pending)} still to be told.` : '';
  return (
    <ListPanel name="Failed webhooks" none={`None.${waiting}`} count={webhooks?.length ?? null}>
      {webhooks?.map((webhook) => (
        <li key={webhook.id} class="line">
          <p class="line-head">
            <time dateTime={webhook.occurred_at} title={webhook.occurred_at}>
              {moment(webhook.occurred_at)}
            </time>
            <span>{webhook.type}</span>
            <span class="line-state">{webhook.http_status ?? webhook.error}</span>
          </p>
          <Act
            name="Replay"
            question="Send it to the endpoint again?"
            act={() => acts.replay(webhook.id)}
            done={() => 'Due now.'}
          />
        </li>
      ))}
      {webhooks && webhooks.length > 1 && (
        <li class="line">
          <ReplayButton />
        </li>
      )}
    </ListPanel>
  );
}
