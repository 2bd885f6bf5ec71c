import type { ReactElement } from 'react';
import { useText } from '../../i18n/text.js';
import { Fact, FactList } from '../../ui/facts.js';
import { useFormats } from '../../ui/format.js';
import { UserName } from '../../ui/user-name.js';
import type { Run } from '../source-queries.js';
import { useTimeTexts } from '../time-texts.js';

/** When, by whom, how much: everything about a run but its records. */
export function RunFacts({ run }: { readonly run: Run }): ReactElement {
  const text = useText();
  const formats = useFormats();
  const times = useTimeTexts();
  const { startedAt, finishedAt } = run;
  return (
    <FactList>
      <Fact label={text('sources.field.mode')}>{text(`sources.mode.${run.mode}`)}</Fact>
      {run.from === null && run.to === null ? null : (
        <Fact label={text('sources.field.range')}>
          {formats.day(run.from)} – {formats.day(run.to)}
        </Fact>
      )}
      <Fact label={text('sources.field.trigger')}>
        <Trigger run={run} />
      </Fact>
      <Fact label={text('sources.field.started')}>{formats.instant(startedAt)}</Fact>
      <Fact label={text('sources.field.finished')}>
        {finishedAt === null ? text('sources.run.running') : formats.instant(finishedAt)}
      </Fact>
      <Fact label={text('sources.field.duration')}>
        {finishedAt === null
          ? '—'
          : times.duration(new Date(finishedAt).getTime() - new Date(startedAt).getTime())}
      </Fact>
      <Fact label={text('sources.field.pages')}>{formats.number(run.pages)}</Fact>
      <Fact label={text('sources.field.requests')}>{formats.number(run.requests)}</Fact>
      <Fact label={text('sources.field.waits')}>
        {run.waits === 0
          ? text('sources.no_waits')
          : text('sources.waited', { smart_count: run.waits, duration: times.duration(run.waitedMs) })}
      </Fact>
      {run.pageSize === null ? null : (
        <Fact label={text('sources.field.page_size')}>{formats.number(run.pageSize)}</Fact>
      )}
      {run.maxPages === null ? null : (
        <Fact label={text('sources.field.max_pages')}>{formats.number(run.maxPages)}</Fact>
      )}
      <Cursors label={text('sources.field.cursor_before')} cursors={run.cursorBefore} />
      <Cursors label={text('sources.field.cursor_after')} cursors={run.cursorAfter} />
      {run.drift.length === 0 ? null : (
        <Fact label={text('sources.run.drift')} isWide>
          {run.drift.join(', ')}
        </Fact>
      )}
    </FactList>
  );
}

function Trigger({ run }: { readonly run: Run }): ReactElement {
  const text = useText();
  return (
    <>
      {text(`sources.trigger.${run.trigger}`)}
      {run.schedule === null ? null : ` (${run.schedule})`}
      {run.triggeredBy === null ? null : (
        <>
          {': '}
          <UserName id={run.triggeredBy} />
        </>
      )}
    </>
  );
}

interface CursorsProps {
  readonly label: string;
  readonly cursors: Run['cursorBefore'];
}

/** Places in the source's history, where it has any. */
function Cursors({ label, cursors }: CursorsProps): ReactElement | null {
  const known = Object.entries(cursors).filter(([, cursor]) => typeof cursor === 'string');
  return known.length === 0 ? null : (
    <Fact label={label} isWide>
      {known.map(([entity, cursor]) => (
        <div key={entity}>
          {entity}: <code>{String(cursor)}</code>
        </div>
      ))}
    </Fact>
  );
}
