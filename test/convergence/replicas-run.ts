import type { Step } from './replicas-script.js';
import { TABLES, Values } from './replicas-fields.js';
import { Office } from './replicas-office.js';
import { deletedSince, differences, digestDifferences, replayFaults } from './replicas-oracles.js';
import { Phone } from './replicas-phone.js';
import { PlainClient, type PlainClientForm } from './replicas-list-client.js';
import type { World } from './replicas-world.js';

const PLAIN_FORMS: readonly PlainClientForm[] = [
  { body: 'list', ids: 'none' },
  { body: 'tables', ids: 'none' },
  { body: 'list', ids: 'change' },
  { body: 'tables', ids: 'push' },
];
const QUIET_ROUNDS_MAX = 8;

type Device = Phone | PlainClient;
type Work = Extract<Step, { do: 'create' | 'edit' | 'remove' | 'price' }>;

/** One script, played on a clean world by new devices. */
export class Run {
  private constructor(
    private readonly world: World,
    private readonly office: Office,
    private readonly devices: readonly Device[],
    private readonly values: Values,
    private readonly startedAt: number,
  ) {}

  /** Three phones of three people and two bare clients; which forms these speak changes from run to run. */
  static async start(world: World, number: number): Promise<Run> {
    await world.clean();
    const { history, people } = world;
    const [admin] = people;
    const values = new Values([null, people[1].id, people[2].id], `r${number}-`);
    const phones = people.map(async (person, index) => {
      const firstPull = index === 1 ? ('stream' as const) : ('pages' as const);
      const device = await world.newDevice(person);
      return new Phone({
        ...device,
        name: `phone${index}`,
        contract: person.contract,
        history,
        values,
        firstPull,
      });
    });
    const plain = [number, number + 1].map(async (which) => {
      const form = PLAIN_FORMS[which % PLAIN_FORMS.length]!;
      const device = await world.newDevice(admin);
      return new PlainClient({ ...device, name: `${form.body}-${form.ids}`, history, values, form });
    });
    const token = (await admin.tokens.read())?.accessToken ?? '';
    const office = new Office(() => world.server.url, token, history, values);
    const devices = [...(await Promise.all(phones)), ...(await Promise.all(plain))];
    return new Run(world, office, devices, values, await history.now());
  }

  async play(steps: readonly Step[]): Promise<void> {
    for (const step of steps) {
      await this.take(step);
      await this.world.server.revive();
    }
  }

  /** Everybody syncs until nothing is left to send; then all must be equal. */
  async check(): Promise<void> {
    await this.comeToRest();
    const { history } = this.world;
    const deleted = await deletedSince(history, this.startedAt);
    const found: string[] = await replayFaults(history, this.startedAt);
    for (const [index, device] of this.devices.entries()) {
      const { contract } = this.world.people[index] ?? this.world.people[0];
      found.push(...(await differences(device, contract)), ...(await digestDifferences(device, contract)));
      const rows = await device.rows();
      const keys = [...rows].flatMap(([table, records]) => [...records.keys()].map((id) => `${table}/${id}`));
      found.push(
        ...keys.filter((key) => deleted.has(key)).map((key) => `${device.name}: ${key} was deleted`),
      );
      found.push(
        ...[...device.refusals]
          .filter(([, code]) => code !== 'REFERENCE_MISSING')
          .map(([id, code]) => `${device.name}: ${id} is refused for ever: ${code}`),
      );
    }
    if (found.length > 0) {
      throw new Error(found.slice(0, 12).join('\n'));
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.devices.map((device) => device.close()));
  }

  private async take(step: Step): Promise<void> {
    switch (step.do) {
      case 'storm':
        await Promise.all(step.steps.map((one) => this.take(one)));
        return;
      case 'kill':
        await this.kill(step);
        return;
      case 'shop':
        this.moveShop(step.pick);
        return;
      case 'import':
        await this.office.importShop();
        return;
      default:
        await (isWork(step) ? this.work(step) : this.happenTo(this.device(step.who), step));
    }
  }

  private async kill({ at, during }: Extract<Step, { do: 'kill' }>): Promise<void> {
    const { history, server } = this.world;
    await history.parkAt(
      at,
      () => this.take(during),
      () => server.kill(),
    );
  }

  private async happenTo(
    device: Device,
    step: Extract<Step, { do: 'sync' | 'repeat' | 'restart-app' | 'spoil-cursor' }>,
  ): Promise<void> {
    if (step.do === 'sync') {
      await device.sync(step);
    } else if (step.do === 'repeat') {
      await device.repeat(step.pick);
    } else if (device instanceof Phone) {
      await (step.do === 'restart-app' ? device.restartApp() : device.spoilCursor());
    }
  }

  private async work(step: Work): Promise<void> {
    const author = [this.office, ...this.devices][step.who % (this.devices.length + 1)]!;
    switch (step.do) {
      case 'create':
        await author.create(TABLES[step.table]!, step.choice);
        return;
      case 'edit':
        await author.edit(TABLES[step.table]!, step.pick, step);
        return;
      case 'remove':
        await author.remove(TABLES[step.table]!, step.pick);
        return;
      case 'price':
        await (author === this.devices[0] ? (this.devices[0] as Phone) : this.office).editPrice(step.pick);
    }
  }

  private moveShop(pick: number): void {
    const { world } = this.world.simulator;
    const products = world.listProducts();
    const product = products[pick % products.length];
    if (product !== undefined) {
      world.patchProduct(product.id, { price: this.values.price('10') });
    }
    world.advanceWorld(1);
  }

  private async comeToRest(): Promise<void> {
    let unsent: string[] = [];
    for (let round = 0; round < QUIET_ROUNDS_MAX; round += 1) {
      for (const device of this.devices) {
        await device.sync();
      }
      await this.world.settle();
      unsent = (await Promise.all(this.devices.map((device) => device.pending()))).flat();
      if (unsent.length === 0) {
        break;
      }
    }
    if (unsent.length > 0) {
      throw new Error(`Never sent: ${unsent.join(', ')}`);
    }
    for (const device of [...this.devices, ...this.devices]) {
      await device.sync();
    }
  }

  private device(who: number): Device {
    return this.devices[who % this.devices.length]!;
  }
}

function isWork(step: Step): step is Work {
  return ['create', 'edit', 'remove', 'price'].includes(step.do);
}
