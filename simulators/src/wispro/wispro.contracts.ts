import type { SeededRandom } from '../core/seeded-random.js';
import type { WisproClient, WisproContract, WisproContractState, WisproPlan } from './wispro.payloads.js';

const PLANS = [
  ['Residencial 10M', '15.00', 10_240],
  ['Residencial 25M', '20.00', 25_600],
  ['Residencial 50M', '25.00', 51_200],
  ['Empresa 100M', '60.00', 102_400],
  ['Fibra 300M ⚡', '45.50', 307_200],
] as const;

/** A contract as the vendor stores it; the rest of its payload follows from its client. */
export interface ContractRow {
  readonly ordinal: number;
  readonly clientId: string;
  readonly planOrdinal: number;
  readonly state: WisproContractState;
}

/** One contract for each client, and a second one for a few. Uses the random sequence in a fixed order. */
export function generateContracts(random: SeededRandom, clients: readonly WisproClient[]): ContractRow[] {
  const owners = clients.flatMap((client) => (random.chance(0.04) ? [client, client] : [client]));
  return owners.map((client, index) => ({
    ordinal: index + 1,
    clientId: client.id,
    planOrdinal: random.between(1, PLANS.length),
    state: random.pickWeighted<WisproContractState>([
      ['enabled', 82],
      ['disabled', 10],
      ['alerted', 6],
      ['degraded', 2],
    ]),
  }));
}

/** The contract as `GET /contracts` shows it. Pure. */
export function toContractPayload(row: ContractRow, client: WisproClient): WisproContract {
  const { ordinal } = row;
  return {
    id: `10000000-0000-4000-8000-${String(ordinal).padStart(12, '0')}`,
    public_id: 15_519 + ordinal,
    plan_id: planId(row.planOrdinal),
    client_id: row.clientId,
    server_configuration_id: '30000000-0000-4000-8000-000000000001',
    state: row.state,
    start_date: client.created_at.slice(0, 10),
    ip: `192.0.2.${(ordinal % 250) + 1}`,
    netmask: '255.255.255.255',
    mac_address: null,
    node_id: null,
    node_name: null,
    nap_id: null,
    nap_name: null,
    pppoe_enabled: true,
    dhcp_enabled: false,
    latitude: '0.0',
    longitude: '0.0',
    address_street: client.address ?? '',
    address_number: '1',
    address_city: client.city ?? '',
    address_state: client.state ?? '',
    address_country: 'VE',
    address_additional_data: '',
    details: '',
    created_at: client.created_at,
    updated_at: client.updated_at,
  };
}

/** All plans; they never change. */
export function listPlans(): WisproPlan[] {
  return PLANS.map(([name, price, kbps], index) => ({
    id: planId(index + 1),
    public_id: index + 1,
    name,
    price,
    ceil_down_kbps: kbps,
    ceil_up_kbps: kbps / 4,
    created_at: '2019-01-02T09:00:00.000-04:00',
    updated_at: '2019-01-02T09:00:00.000-04:00',
  }));
}

function planId(ordinal: number): string {
  return `20000000-0000-4000-8000-${String(ordinal).padStart(12, '0')}`;
}
