import '../src/tokens.css';
import '../src/base.css';
import '../src/parts.css';
import '../src/form.css';
import './operator.css';
import { render } from 'preact';
import { showScheme } from '../src/scheme';
import { OperatorPage } from './operator.page';

showScheme();
const place = document.getElementById('operators');
if (place) render(<OperatorPage />, place);
