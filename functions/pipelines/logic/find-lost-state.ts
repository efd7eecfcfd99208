// Which nodes would lose their state if a run of one plan went on with another.
export interface PlannedOperator {
  uid: string;
  node: string;
  stateful: boolean;
}

/** Nodes with a stateful operator whose uid the next plan does not have; sorted. */
export function findLostState(before: readonly PlannedOperator[], after: readonly PlannedOperator[]): string[] {
  const kept = new Set(after.map(({ uid }) => uid));
  return [...new Set(before.filter(({ uid, stateful }) => stateful && !kept.has(uid)).map(({ node }) => node))].sort();
}
