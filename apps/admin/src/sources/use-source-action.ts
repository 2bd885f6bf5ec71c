import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNotify } from 'react-admin';
import type { Answer, ApiClient } from '../api/api-client.js';
import { useCallApi } from '../ui/use-call-api.js';
import { SOURCES_KEY } from './source-queries.js';

export interface SourceCall<Body> {
  readonly call: (api: ApiClient) => Promise<Answer<Body>>;
  /** What is said when it is done. */
  readonly done: string;
  readonly onDone?: (body: Body) => void;
  /** True when the failure has been taken care of. */
  readonly onFailed?: (error: Error) => boolean;
}

export interface SourceAction {
  readonly isPending: boolean;
  readonly act: <Body>(wanted: SourceCall<Body>) => void;
}

/** Does something to a source, says what came of it, and reads again what the screen shows of sources. */
export function useSourceAction(): SourceAction {
  const notify = useNotify();
  const callApi = useCallApi();
  const queryClient = useQueryClient();
  const { isPending, mutate } = useMutation({
    mutationFn: async (run: () => Promise<void>) => run(),
    onSettled: () => queryClient.invalidateQueries({ queryKey: SOURCES_KEY }),
  });
  return {
    isPending,
    act: ({ call, done, onDone, onFailed }) => {
      mutate(async () => {
        try {
          const body = await callApi(call);
          notify(done, { type: 'success' });
          onDone?.(body);
        } catch (error) {
          const failure = error instanceof Error ? error : new Error(String(error));
          if (onFailed?.(failure) !== true) {
            notify(failure.message, { type: 'error' });
          }
        }
      });
    },
  };
}
