import { useMemo } from 'react';
import type { Answer, ApiClient } from '../api/api-client.js';
import { useSession } from '../auth/session-context.js';
import { PanelError } from '../data/panel-error.js';
import { useText } from '../i18n/text.js';

/** Calls the API and answers the body; what fails is a {@link PanelError}, and what was called off stays what it is. */
export type CallApi = <Body>(call: (api: ApiClient) => Promise<Answer<Body>>) => Promise<Body>;

export function useCallApi(): CallApi {
  const { api } = useSession();
  const text = useText();
  return useMemo(
    () => async (call) => {
      try {
        return (await call(api)).body;
      } catch (error) {
        throw error instanceof DOMException && error.name === 'AbortError'
          ? error
          : new PanelError(error, text);
      }
    },
    [api, text],
  );
}
