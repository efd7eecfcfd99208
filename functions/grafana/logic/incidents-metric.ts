// The metric of incidents: it has no dot, so that no measure is called so.
export const INCIDENTS = 'incidents';
