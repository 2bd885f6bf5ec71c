/**
 * Loaded into the product's process before the product itself: ends it in order when the demo is gone, also when the
 * demo was killed and could not say so. The demo holds the other end of stdin and never writes to it.
 */
process.stdin
  .on('end', () => {
    process.kill(process.pid, 'SIGTERM');
  })
  .on('error', () => undefined)
  .resume();
