import { startWisproSimulator } from '@sync-hub/simulators';
import { describeConnector } from '../../../test/contract/connector.contract.js';
import { SourceHttp } from '../../flow/external-source/external-source.public.js';
import { SystemClock } from '../../kernel/clock.js';
import { WisproClient } from './wispro.client.js';
import { WisproConnector } from './wispro.connector.js';
import { wisproManifest } from './wispro.manifest.js';

describeConnector('Wispro', async () => {
  const simulator = await startWisproSimulator({ clients: 250 });
  const { baseUrl, token } = simulator;
  const manifest = wisproManifest({
    WISPRO_BASE_URL: baseUrl,
    WISPRO_TOKEN: token,
    WISPRO_SCHEDULE: '0 3 * * *',
    WISPRO_TIME_ZONE: 'America/Caracas',
  });
  const http = new SourceHttp({ baseUrl, headers: { authorization: token } }, new SystemClock());
  return {
    connector: new WisproConnector(manifest, new WisproClient(() => http)),
    touch: () => {
      simulator.world.patchClient(simulator.world.listClients()[0]!.id, { address: 'Calle Nueva 7' });
      return Promise.resolve();
    },
    stop: () => simulator.close(),
  };
});
