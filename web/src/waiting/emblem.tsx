import { Icon, type IconName } from '../parts/icons';

/** The ring once it has burnt down or closed: it takes the place of the code field when no code is typed any more. */
export function Emblem({ icon }: { icon: IconName }) {
  return (
    <div class="emblem">
      <Icon name={icon} />
    </div>
  );
}
