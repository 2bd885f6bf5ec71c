import { type ReactElement, useState } from 'react';
import { Confirm, Logout, useLogout } from 'react-admin';
import { useOutbox } from '../data/outbox/outbox-context.js';
import { useText } from '../i18n/text.js';

/** Signing out; asks first while edits of this person wait here, for nobody else will send them. */
export function SignOutItem(): ReactElement {
  const text = useText();
  const outbox = useOutbox();
  const logout = useLogout();
  const [waitingCount, setWaitingCount] = useState(0);
  const leave = (): void => void logout(null, undefined, false);
  const leaveOrAsk = (): void => {
    const count = outbox.waiting().length;
    if (count === 0) {
      leave();
    } else {
      setWaitingCount(count);
    }
  };
  return (
    <>
      <Logout onClick={leaveOrAsk} />
      <Confirm
        isOpen={waitingCount > 0}
        title={text('outbox.sign_out.title')}
        content={text('outbox.sign_out.lead', { smart_count: waitingCount })}
        confirm={text('outbox.sign_out.leave')}
        cancel={text('outbox.sign_out.stay')}
        onConfirm={leave}
        onClose={() => setWaitingCount(0)}
      />
    </>
  );
}
