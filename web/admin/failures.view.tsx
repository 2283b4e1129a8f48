import type { Delivery } from './operator.client';
import { DeliveryLine } from './delivery.line';

/** The last messages that were given up. */
export function FailuresView({ failures }: { failures: readonly Delivery[] | undefined }) {
  return (
    <section class="panel" aria-labelledby="failures">
      <h2 id="failures" class="panel-name">
        Last failures
      </h2>
      {failures?.length === 0 && <p class="muted">None that is remembered.</p>}
      <ul class="plain">
        {failures?.map((delivery) => (
          <DeliveryLine key={delivery.id} {...delivery} />
        ))}
      </ul>
    </section>
  );
}
