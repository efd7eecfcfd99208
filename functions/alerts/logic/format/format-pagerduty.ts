// An incident as an event of PagerDuty's Events API v2. The incident's id is the deduplication key: an event that comes twice is one.
import type { NotifiedIncident } from '#schemas/alerts/notification.ts';
import { linkOf, nameOf } from './describe-notification.ts';

const MOST_CHARACTERS = 1024;

export function formatPagerDuty(
  incident: NotifiedIncident,
  { routingKey, publicUrl }: { routingKey: string; publicUrl: string | undefined },
) {
  const { id, severity, model, rule, owner, startedAt, runbookUrl } = incident;
  const { value, score, threshold, labels, ruleLabels, annotations, reason } = incident;
  const link = linkOf(id, publicUrl);
  return {
    routing_key: routingKey,
    event_action: actionOf(incident),
    dedup_key: id,
    client: 'Millrace',
    ...(link === undefined ? {} : { client_url: link }),
    ...(runbookUrl === null ? {} : { links: [{ href: runbookUrl, text: 'Runbook' }] }),
    payload: {
      summary: `${nameOf(incident)}: ${reason}`.slice(0, MOST_CHARACTERS),
      source: model,
      severity,
      timestamp: startedAt,
      component: model,
      group: owner,
      class: rule,
      custom_details: { value, score, threshold, labels, ruleLabels, annotations },
    },
  };
}

/** An acknowledgement that was taken back triggers again. */
function actionOf({ status, event }: NotifiedIncident): 'trigger' | 'acknowledge' | 'resolve' {
  if (status === 'resolved') return 'resolve';
  return event === 'incident.acknowledged' ? 'acknowledge' : 'trigger';
}
