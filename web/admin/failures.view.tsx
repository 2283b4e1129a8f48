import { DeliveryLine } from './delivery.line';
import { ListPanel } from './list.panel';
import type { Delivery } from './operator.client';

/** The last messages that were given up. */
export function FailuresView({ failures }: { failures: readonly Delivery[] | undefined }) {
  return (
    <ListPanel name="Last failures" none="None that is remembered." count={failures?.length ?? null}>
      {failures?.map((delivery) => (
        <DeliveryLine key={delivery.id} {...delivery} />
      ))}
    </ListPanel>
  );
}
