import { SeededRandom } from '../core/seeded-random.js';
import { ControlError } from '../core/vendor.js';
import type { VirtualClock } from '../core/virtual-clock.js';
import { formatCaracas } from './caracas-time.js';
import { generateContracts, listPlans, toContractPayload } from './wispro.contracts.js';
import type { ContractRow } from './wispro.contracts.js';
import { clientId, generateClient, generateClients } from './wispro.generation.js';
import type { GeneratedClients, WisproOddities } from './wispro.generation.js';
import { checkClientPatch } from './wispro.patches.js';
import type { WisproClientPatch } from './wispro.patches.js';
import type { WisproClient, WisproContract, WisproPlan } from './wispro.payloads.js';
import { spellPlain } from './wispro.spelling.js';

/** Numbers of people who come later, apart from those of the seed. */
const FIRST_LATER_CITIZEN = 25_000_000;

export interface WisproWorldSize {
  readonly seed: number;
  readonly clients: number;
}

/**
 * The subscribers of one provider: what a test sees and changes "upstream", past the HTTP interface. Changes are stamped
 * with the virtual clock, which no method here moves. Unknown ids throw a ControlError.
 */
export class WisproWorld {
  private random: SeededRandom;
  private generated: GeneratedClients;
  private clients: Map<string, WisproClient>;
  private contracts: readonly ContractRow[];
  private ordinal: number;

  constructor(
    private readonly size: WisproWorldSize,
    private readonly clock: VirtualClock,
  ) {
    this.random = new SeededRandom(size.seed);
    this.generated = generateClients(this.random, size.clients, clock.nowMs());
    this.contracts = generateContracts(new SeededRandom(size.seed ^ 0xc047), this.generated.clients);
    this.clients = byId(this.generated.clients);
    this.ordinal = size.clients;
  }

  /** The world of the seed again. Reset the clock first: a world is made relative to it. */
  reset(): void {
    this.random = new SeededRandom(this.size.seed);
    this.generated = generateClients(this.random, this.size.clients, this.clock.nowMs());
    this.contracts = generateContracts(new SeededRandom(this.size.seed ^ 0xc047), this.generated.clients);
    this.clients = byId(this.generated.clients);
    this.ordinal = this.size.clients;
  }

  /** Oldest first. */
  listClients(): WisproClient[] {
    return [...this.clients.values()];
  }

  /** Those of clients that are there, oldest first. */
  listContracts(): WisproContract[] {
    return this.contracts.flatMap((row) => {
      const client = this.clients.get(row.clientId);
      return client === undefined ? [] : [toContractPayload(row, client)];
    });
  }

  listPlans(): WisproPlan[] {
    return listPlans();
  }

  /** Which clients of the seed have which oddity. */
  get oddities(): WisproOddities {
    return this.generated.oddities;
  }

  /** Every login link and its token: none of them may ever be stored or logged (W12). */
  listSecrets(): string[] {
    return this.listClients().map(({ link_mobile_login: link }) => link.slice(link.lastIndexOf('/') + 1));
  }

  findClient(id: string): WisproClient | null {
    return this.clients.get(id) ?? null;
  }

  getClient(id: string): WisproClient {
    const client = this.clients.get(id);
    if (client === undefined) {
      throw new ControlError(`There is no client ${id}.`);
    }
    return client;
  }

  /** Writes values as they are; `updated_at` follows the clock unless it is given. */
  patchClient(id: string, patch: WisproClientPatch): WisproClient {
    checkClientPatch(patch);
    const changed = { ...this.getClient(id), updated_at: this.nowText(), ...patch };
    this.clients.set(id, changed);
    return changed;
  }

  /** A new subscriber with a national id of their own; `patch` says what must be different. Takes the next id. */
  insertClient(patch: WisproClientPatch = {}): WisproClient {
    checkClientPatch(patch);
    this.ordinal += 1;
    const nationalId = spellPlain(this.random, String(FIRST_LATER_CITIZEN + this.ordinal));
    const generated = generateClient(this.random, this.ordinal, this.clock.nowMs(), nationalId);
    const stamps = { created_at: this.nowText(), updated_at: this.nowText() };
    const client = { ...generated, ...stamps, ...patch, id: clientId(this.ordinal) };
    this.clients.set(client.id, client);
    return client;
  }

  /** A second Wispro id for the person of another client, as families and second contracts have it (W4). */
  insertSecondId(id: string, patch: WisproClientPatch = {}): WisproClient {
    const { national_identification_number: number, details, name } = this.getClient(id);
    return this.insertClient({ national_identification_number: number, details, name, ...patch });
  }

  /** The row vanishes, as at the vendor: nothing says that it was there. */
  removeClient(id: string): void {
    this.getClient(id);
    this.clients.delete(id);
  }

  /** A list that is empty, well-formed and true (E20). */
  removeAllClients(): void {
    this.clients.clear();
  }

  get clientCount(): number {
    return this.clients.size;
  }

  private nowText(): string {
    return formatCaracas(this.clock.nowMs());
  }
}

function byId(clients: readonly WisproClient[]): Map<string, WisproClient> {
  return new Map(clients.map((client) => [client.id, client]));
}
