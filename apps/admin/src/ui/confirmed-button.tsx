import { type ReactElement, type ReactNode, useState } from 'react';
import { Button, type ButtonProps } from '@mui/material';
import { Confirm } from 'react-admin';
import { type Action } from './use-action.js';

interface ConfirmedButtonProps extends Pick<
  ButtonProps,
  'aria-label' | 'color' | 'disabled' | 'size' | 'startIcon' | 'variant'
> {
  /** What the button does, in a word or two; the question's button says the same. */
  readonly label: string;
  readonly question: string;
  /** What follows from it. */
  readonly explanation: ReactNode;
  readonly action: Action;
}

/** A button that asks before it does what others will notice. */
export function ConfirmedButton({
  label,
  question,
  explanation,
  action,
  disabled = false,
  ...look
}: ConfirmedButtonProps): ReactElement {
  const [isAsking, setIsAsking] = useState(false);
  return (
    <>
      <Button {...look} disabled={disabled || action.isPending} onClick={() => setIsAsking(true)}>
        {label}
      </Button>
      <Confirm
        isOpen={isAsking}
        title={question}
        content={explanation}
        confirm={label}
        onConfirm={() => {
          setIsAsking(false);
          action.run();
        }}
        onClose={() => setIsAsking(false)}
      />
    </>
  );
}
