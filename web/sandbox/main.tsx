import '../src/tokens.css';
import './sandbox.css';
import './chat.css';
import './panel.css';
import { render } from 'preact';
import { PhonePage } from './phone.page';

const place = document.getElementById('phone');
if (place) render(<PhonePage />, place);
