import '../src/tokens.css';
import '../src/base.css';
import '../src/parts.css';
import '../src/form.css';
import './operator.css';
import { render } from 'preact';
import { followScheme, showScheme } from '../src/scheme';
import { takeKey } from './key.link';
import { access } from './operator.client';
import { OperatorPage } from './operator.page';

showScheme();
followScheme();
followKeyLinks();
const place = document.getElementById('operators');
if (place) render(<OperatorPage />, place);

/** Reads the key now, and again when a link with one is opened in this very tab. */
function followKeyLinks(): void {
  const take = () => {
    const key = takeKey(location, (path) => history.replaceState(null, '', path));
    if (key !== null) access.bring(key);
  };
  take();
  addEventListener('hashchange', take);
}
