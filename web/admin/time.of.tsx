import { moment } from './numbers';

/** When it was, on this device's clock; the exact time under the pointer. */
export const TimeOf = ({ at }: { at: string }) => (
  <time dateTime={at} title={at}>
    {moment(at)}
  </time>
);
