import type { ReactElement } from 'react';
import {
  AdminContext,
  AdminUI,
  CustomRoutes,
  type I18nProvider,
  localStorageStore,
  Resource,
} from 'react-admin';
import { createBrowserRouter, Route, RouterProvider } from 'react-router-dom';
import { PanelSession } from '../api/session.js';
import { createAuthProvider } from '../auth/auth-provider.js';
import { LoginPage } from '../auth/login-page.js';
import { PasswordPage } from '../auth/password-page.js';
import { SessionContext } from '../auth/session-context.js';
import { createDataProvider } from '../data/data-provider.js';
import { startOutbox } from '../data/outbox/browser-outbox.js';
import { OutboxContext } from '../data/outbox/outbox-context.js';
import { withOutbox } from '../data/outbox/with-outbox.js';
import type { RouteBook } from '../data/record-routes.js';
import type { Translate } from '../i18n/text.js';
import { ErrorPage } from './error-page.js';
import type { AnyFeature, ResourceFeature } from './feature.js';
import { FEATURES } from './features.js';
import { HomePage } from './home-page.js';
import { NamedSpinners } from './named-spinners.js';
import { NotFoundPage } from './not-found-page.js';
import { PanelLayout } from './panel-layout.js';
import { createQueryClient, refreshShown } from './query-client.js';
import { darkTheme, lightTheme } from './theme.js';

const BASE_PATH = '/admin';

const isResource = (feature: AnyFeature): feature is ResourceFeature => feature.kind === 'resource';

/** The whole panel, made once a page load. */
export function createPanel(i18nProvider: I18nProvider): ReactElement {
  const session = new PanelSession();
  const routes: RouteBook = Object.fromEntries(
    FEATURES.filter(isResource).map((feature) => [feature.name, feature.routes]),
  );
  const translate: Translate = (key, values) => i18nProvider.translate(key, values);
  const queryClient = createQueryClient();
  const outbox = startOutbox(session, (tables) => {
    // After react-admin has put the edit itself into its cache, which makes lists count as just read.
    setTimeout(() => tables.forEach((table) => refreshShown(queryClient, table)));
  });
  session.connection.subscribe(() => {
    if (session.connection.state === 'up') {
      refreshShown(queryClient);
    }
  });
  const server = createDataProvider({ api: session.api, routes, translate });
  const providers = {
    authProvider: createAuthProvider(session, FEATURES),
    dataProvider: withOutbox(server, { ...outbox, translate }),
    i18nProvider,
    queryClient,
    store: localStorageStore('1', 'SyncHub'),
  };
  const panel = (
    <SessionContext value={session}>
      <OutboxContext value={outbox.outbox}>
        <AdminContext {...providers} lightTheme={lightTheme} darkTheme={darkTheme}>
          <NamedSpinners>
            <PanelPages />
          </NamedSpinners>
        </AdminContext>
      </OutboxContext>
    </SessionContext>
  );
  // A router of our own: with the addresses of pages in the path, and able to warn of unsaved changes.
  const router = createBrowserRouter([{ path: '*', element: panel }], { basename: BASE_PATH });
  // Without transitions: react-admin asks who is here again while it leads to the login, and a navigation that
  // may wait would wait for seconds behind that.
  return <RouterProvider router={router} useTransitions={false} />;
}

function PanelPages(): ReactElement {
  return (
    <AdminUI
      title="sync-hub"
      requireAuth
      disableTelemetry
      dashboard={HomePage}
      layout={PanelLayout}
      loginPage={LoginPage}
      catchAll={NotFoundPage}
      error={ErrorPage}
    >
      {FEATURES.filter(isResource).map(({ name, icon, recordRepresentation, pages }) => (
        <Resource
          key={name}
          name={name}
          icon={icon}
          recordRepresentation={recordRepresentation ?? 'name'}
          {...pages}
        />
      ))}
      <CustomRoutes>
        <Route path="/password" element={<PasswordPage />} />
        {FEATURES.map((feature) =>
          feature.kind === 'page' ? (
            <Route key={feature.name} path={`/${feature.name}/*`} element={<feature.page />} />
          ) : null,
        )}
      </CustomRoutes>
    </AdminUI>
  );
}
