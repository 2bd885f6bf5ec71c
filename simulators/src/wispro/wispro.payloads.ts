/** One element of `GET /clients` (UPSTREAM-APIS §2.2). Texts may be null, empty, or wanting in form. */
export interface WisproClient {
  readonly id: string;
  readonly public_id: number;
  /** The subscriber's number. */
  readonly custom_id: string | null;
  readonly name: string;
  readonly email: string | null;
  readonly password: null;
  readonly address: string | null;
  readonly phone: string;
  readonly phone_mobile: string;
  readonly phone_mobile_verified: boolean;
  /** In any spelling: `12000001`, `12.000.002`, `V-12000003`, `j 300000004`, empty. */
  readonly national_identification_number: string | null;
  readonly city: string | null;
  /** The province, not a status. */
  readonly state: string | null;
  /** Where people note the letter of the national id (V, E, J, G), and other things. */
  readonly details: string | null;
  /** Missing altogether when the knob `zoneNames` is off. */
  readonly zone_name: string | null;
  readonly collector_id: string | null;
  readonly seller_id: string | null;
  readonly neighborhood_id: string | null;
  /** ISO 8601 with milliseconds and -04:00, as `updated_at`. */
  readonly created_at: string;
  readonly updated_at: string;
  /** Holds a login token: a secret. */
  readonly link_mobile_login: string;
}

export const WISPRO_CONTRACT_STATES = ['enabled', 'disabled', 'degraded', 'alerted'] as const;

export type WisproContractState = (typeof WISPRO_CONTRACT_STATES)[number];

/** One element of `GET /contracts`. */
export interface WisproContract {
  readonly id: string;
  readonly public_id: number;
  readonly plan_id: string;
  readonly client_id: string;
  readonly server_configuration_id: string;
  readonly state: WisproContractState;
  readonly start_date: string;
  readonly ip: string;
  readonly netmask: string;
  readonly mac_address: string | null;
  readonly node_id: string | null;
  readonly node_name: string | null;
  readonly nap_id: string | null;
  readonly nap_name: string | null;
  readonly pppoe_enabled: boolean;
  readonly dhcp_enabled: boolean;
  readonly latitude: string;
  readonly longitude: string;
  readonly address_street: string;
  readonly address_number: string;
  readonly address_city: string;
  readonly address_state: string;
  readonly address_country: string;
  readonly address_additional_data: string;
  readonly details: string;
  readonly created_at: string;
  readonly updated_at: string;
}

/** One element of `GET /plans`. Its fields are a guess: no sample is public. */
export interface WisproPlan {
  readonly id: string;
  readonly public_id: number;
  readonly name: string;
  readonly price: string;
  readonly ceil_down_kbps: number;
  readonly ceil_up_kbps: number;
  readonly created_at: string;
  readonly updated_at: string;
}
