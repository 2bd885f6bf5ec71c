import { FakeSource } from '../../../test/support/external-source/fake-source.js';
import { describeConnector } from '../../../test/contract/connector.contract.js';

for (const hasCursors of [false, true]) {
  describeConnector(`the fake source ${hasCursors ? 'with' : 'without'} cursors`, () => {
    const connector = new FakeSource('fake');
    connector.hasCursors = hasCursors;
    connector.products = ['1', '2', '3'].map((id) => ({ id, name: `Product ${id}`, price: '1.00' }));
    return Promise.resolve({
      connector,
      touch: () => {
        connector.products = connector.products.map((product) => ({ ...product, price: '2.00' }));
        return Promise.resolve();
      },
      stop: () => Promise.resolve(),
    });
  });
}
