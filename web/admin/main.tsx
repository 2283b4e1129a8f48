import '../src/tokens.css';
import '../src/base.css';
import '../src/parts.css';
import '../src/form.css';
import './operator.css';
import { render } from 'preact';
import { followScheme, showScheme } from '../src/scheme';
import { OperatorPage } from './operator.page';

showScheme();
followScheme();
const place = document.getElementById('operators');
if (place) render(<OperatorPage />, place);
