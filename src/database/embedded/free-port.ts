import { createServer, type AddressInfo } from 'node:net';

/** A port of 127.0.0.1 that is free now; somebody else may take it before you do, so be ready to ask again. */
export async function findFreePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', resolve);
  });
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
