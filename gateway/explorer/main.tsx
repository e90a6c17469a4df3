/** Entry of the explorer page. */
import 'graphiql/setup-workers/vite';
import '@graphiql/react/style.css';
import '@graphiql/plugin-doc-explorer/style.css';
import 'graphiql/graphiql.css';
import './style.css';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { loadIdentities } from './identities.ts';

const root = document.querySelector('#explorer');
if (root === null) throw new Error('The page has no #explorer element.');

createRoot(root).render(<App identities={await loadIdentities()} />);
