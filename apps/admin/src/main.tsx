import { createRoot } from 'react-dom/client';
import { createPanel } from './app/admin-panel.js';
import { createI18nProvider } from './i18n/i18n-provider.js';

const root = document.getElementById('root');
if (root === null) {
  throw new Error('index.html has no element #root');
}
createRoot(root).render(createPanel(await createI18nProvider()));
