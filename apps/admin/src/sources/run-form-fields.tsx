import type { ReactElement } from 'react';
import ExpandIcon from '@mui/icons-material/ExpandMore';
import {
  Accordion,
  AccordionDetails,
  AccordionSummary,
  Checkbox,
  FormControl,
  FormControlLabel,
  FormLabel,
  Radio,
  RadioGroup,
  Stack,
  TextField,
  Typography,
} from '@mui/material';
import { useText } from '../i18n/text.js';
import type { FormProblems, Mode, RunForm } from './run-request.js';

interface RunFormFieldsProps {
  readonly form: RunForm;
  readonly problems: FormProblems;
  readonly modes: readonly Mode[];
  readonly onChange: (form: RunForm) => void;
}

export function RunFormFields({ form, problems, modes, onChange }: RunFormFieldsProps): ReactElement {
  const text = useText();
  return (
    <Stack spacing={2}>
      <FormControl>
        <FormLabel id="run-mode">{text('sources.dialog.mode')}</FormLabel>
        <RadioGroup
          aria-labelledby="run-mode"
          value={form.mode}
          onChange={(_, mode) => onChange({ ...form, mode: mode as Mode })}
        >
          {modes.map((mode) => (
            <FormControlLabel
              key={mode}
              value={mode}
              control={<Radio />}
              sx={{ alignItems: 'flex-start', my: 0.25 }}
              label={<Choice name={text(`sources.mode.${mode}`)} lead={text(`sources.mode_lead.${mode}`)} />}
            />
          ))}
        </RadioGroup>
      </FormControl>
      {form.mode === 'range' ? (
        <Stack direction="row" spacing={2}>
          <Field name="from" type="date" {...{ form, problems, onChange }} />
          <Field name="to" type="date" {...{ form, problems, onChange }} />
        </Stack>
      ) : null}
      <FormControlLabel
        sx={{ alignItems: 'flex-start' }}
        control={<Checkbox checked={form.dryRun} onChange={(_, dryRun) => onChange({ ...form, dryRun })} />}
        label={<Choice name={text('sources.dialog.dry')} lead={text('sources.dialog.dry_lead')} />}
      />
      <Accordion disableGutters variant="outlined">
        <AccordionSummary expandIcon={<ExpandIcon />}>{text('sources.dialog.more')}</AccordionSummary>
        <AccordionDetails>
          <Stack spacing={2}>
            <Field name="pageSize" type="text" {...{ form, problems, onChange }} />
            <Field name="maxPages" type="text" {...{ form, problems, onChange }} />
          </Stack>
        </AccordionDetails>
      </Accordion>
    </Stack>
  );
}

function Choice({ name, lead }: { readonly name: string; readonly lead: string }): ReactElement {
  return (
    <>
      <Typography component="span" sx={{ display: 'block', pt: 1 }}>
        {name}
      </Typography>
      <Typography component="span" variant="body2" color="text.secondary">
        {lead}
      </Typography>
    </>
  );
}

const LABELS = {
  from: 'sources.dialog.from',
  to: 'sources.dialog.to',
  pageSize: 'sources.dialog.page_size',
  maxPages: 'sources.dialog.max_pages',
} as const;

interface FieldProps extends Pick<RunFormFieldsProps, 'form' | 'problems' | 'onChange'> {
  readonly name: keyof typeof LABELS;
  readonly type: 'date' | 'text';
}

function Field({ name, type, form, problems, onChange }: FieldProps): ReactElement {
  const text = useText();
  const problem = problems[name];
  return (
    <TextField
      fullWidth
      size="small"
      name={name}
      type={type}
      label={text(LABELS[name])}
      value={form[name]}
      error={problem !== undefined}
      helperText={problem === undefined ? ' ' : text(problem.key, problem.values)}
      onChange={(event) => onChange({ ...form, [name]: event.target.value })}
      slotProps={{
        inputLabel: type === 'date' ? { shrink: true } : {},
        htmlInput: type === 'date' ? {} : { inputMode: 'numeric' },
      }}
    />
  );
}
