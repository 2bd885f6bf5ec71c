import type { ReactElement } from 'react';
import { Route, Routes } from 'react-router-dom';
import { RunPage } from './run/run-page.js';
import { SourceRunsPage } from './run/source-runs-page.js';
import { SourcesPage } from './sources-page.js';

/** The pages below `/sources`: all sources, the runs of one, and one run. */
export function SourcePages(): ReactElement {
  return (
    <Routes>
      <Route index element={<SourcesPage />} />
      <Route path="runs/:id" element={<RunPage />} />
      <Route path=":key/runs" element={<SourceRunsPage />} />
    </Routes>
  );
}
