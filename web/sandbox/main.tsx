import '../src/tokens.css';
import './sandbox.css';
import './chat.css';
import './panel.css';
import './split.css';
import { render } from 'preact';
import { PhonePage } from './phone.page';
import { SplitPage } from './split.page';

const place = document.getElementById('phone');
const isSplit = new URLSearchParams(location.search).has('split');
if (place) render(isSplit ? <SplitPage /> : <PhonePage />, place);
