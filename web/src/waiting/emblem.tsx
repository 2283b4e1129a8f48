import { Icon, type IconName } from '../parts/icons';

/** The ring after it has burnt down, or closed: it fills the place of the code where none is typed any more. */
export function Emblem({ icon }: { icon: IconName }) {
  return (
    <div class="emblem">
      <Icon name={icon} />
    </div>
  );
}
