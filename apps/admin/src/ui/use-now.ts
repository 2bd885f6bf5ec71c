import { useEffect, useState } from 'react';

const MINUTE_MS = 60_000;

/** The present instant, again and again: what is said of it stays true on a page that is left open. */
export function useNow(everyMs = MINUTE_MS): Date {
  const [now, setNow] = useState(present);
  useEffect(() => {
    const timer = setInterval(() => setNow(present()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}

/** The browser's clock, as the server's Clock reads its own. */
function present(): Date {
  return new Date(performance.timeOrigin + performance.now());
}
