// Endpoints, which stand in every zone or in one, what crosses zones, and what is there whatever the load is.
import type { Load } from '../config.ts';
import type { CostLine } from './cost-line.ts';
import type { Flow } from './flow.ts';
import { HOURS_PER_MONTH, PRICES, SECONDS_PER_MONTH } from './prices.ts';

export interface NetworkPlan {
  /** In how many zones interface endpoints stand. */
  endpointZones: 1 | 3;
  costs: CostLine[];
  reason: string;
}

/** As infra/constructs/vpc-endpoints.ts makes them; a test compares. */
export const INTERFACE_ENDPOINTS = 11;
/** Two of three brokers are in another zone than their client. */
const CROSSING = 2 / 3;
const NAT_GATEWAYS = 3;
const ALARMS = 68;
const SECRETS = 7;

export function sizeNetwork({ availability }: Load, flow: Flow): NetworkPlan {
  const endpointZones = availability === 'high' ? 3 : 1;
  const endpoints = INTERFACE_ENDPOINTS * endpointZones * PRICES.endpointHour * HOURS_PER_MONTH;
  const megabytes = flow.averageIngressMegabytesPerSecond + flow.averageEgressMegabytesPerSecond;
  const crossing = ((megabytes * SECONDS_PER_MONTH) / 1000) * CROSSING * PRICES.crossZoneGb;
  const nat = NAT_GATEWAYS * PRICES.natGatewayHour * HOURS_PER_MONTH;
  const { alarm, dashboard } = PRICES.cloudwatch;
  const operations = ALARMS * alarm + dashboard + SECRETS * PRICES.secretMonth + PRICES.keyMonth;
  return {
    endpointZones,
    costs: [
      {
        part: 'Network',
        item: `endpoints in ${endpointZones === 1 ? 'one zone' : 'three zones'}`,
        monthlyUsd: endpoints,
      },
      { part: 'Network', item: 'between zones', monthlyUsd: crossing },
      { part: 'Operations', item: 'alarms, dashboard, secrets, key', monthlyUsd: operations },
    ],
    reason: `nothing in the VPC reaches the internet; with network.egress nat, three gateways add ${nat.toFixed(0)} USD`,
  };
}
