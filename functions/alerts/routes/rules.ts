// Rules over HTTP: viewers read them, editors change them.
import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { RuleGroupPlan, RulePlanRequest } from '#schemas/alerts/rule-plan.ts';
import { RuleState } from '#schemas/alerts/rule-state.ts';
import { Rule, StoredRule } from '#schemas/alerts/rule.ts';
import { Transition, TransitionRequest } from '#schemas/alerts/transition.ts';
import { Backtest, BacktestRequest, CreatedRule, RulePreview } from '#schemas/alerts/try-rule.ts';
import { PageRequest, page } from '#schemas/definition.ts';
import { Name } from '#schemas/name.ts';
import type { Context } from '#functions/platform/context.ts';
import { IfMatch, etagOf } from '#functions/platform/precondition.ts';
import { body, createRouter, json, problems, secured } from '#functions/platform/route.ts';
import { backtestRule } from '../acts/backtest-rule.ts';
import { createRule } from '../acts/create-rule.ts';
import { deleteRule } from '../acts/delete-rule.ts';
import { estimateCost } from '../acts/estimate-cost.ts';
import { getRuleState } from '../acts/get-rule-state.ts';
import { getRule } from '../acts/get-rule.ts';
import { listRules } from '../acts/list-rules.ts';
import { listTransitions } from '../acts/list-transitions.ts';
import { planRules } from '../acts/plan-rules.ts';
import { previewRule } from '../acts/preview-rule.ts';
import { replaceRule } from '../acts/replace-rule.ts';
import { requireName } from '../acts/require-name.ts';

const tags = ['alerts'];
const params = z.object({ name: Name });

const create = createRoute({
  method: 'post',
  path: '/v1/rules',
  tags,
  summary: 'Create a rule',
  ...secured('editor'),
  request: { body: body(Rule) },
  responses: { 201: json(CreatedRule, 'The rule, and what it costs'), ...problems },
});

const list = createRoute({
  method: 'get',
  path: '/v1/rules',
  tags,
  summary: 'List rules',
  ...secured('viewer'),
  request: { query: PageRequest },
  responses: { 200: json(page(StoredRule), 'Rules by name'), ...problems },
});

const get = createRoute({
  method: 'get',
  path: '/v1/rules/{name}',
  tags,
  summary: 'Get a rule',
  ...secured('viewer'),
  request: { params },
  responses: { 200: json(StoredRule, 'The rule; its version is the ETag'), ...problems },
});

const replace = createRoute({
  method: 'put',
  path: '/v1/rules/{name}',
  tags,
  summary: 'Replace a rule; what it has open goes on unless it judges something else now, or is disabled',
  ...secured('editor'),
  request: { params, headers: IfMatch, body: body(Rule) },
  responses: { 200: json(StoredRule, 'The rule'), ...problems },
});

const remove = createRoute({
  method: 'delete',
  path: '/v1/rules/{name}',
  tags,
  summary: 'Delete a rule and resolve its open incidents',
  ...secured('editor'),
  request: { params, headers: IfMatch },
  responses: { 204: { description: 'It is deleted' }, ...problems },
});

const state = createRoute({
  method: 'get',
  path: '/v1/rules/{name}/state',
  tags,
  summary: 'What a rule has seen: label sets that are not simply normal, how far it was judged, and its error',
  ...secured('viewer'),
  request: { params },
  responses: { 200: json(RuleState, 'The state after the newest evaluation'), ...problems },
});

const history = createRoute({
  method: 'get',
  path: '/v1/rules/{name}/history',
  tags,
  summary: 'The history of a rule: each change of a label set with its evidence, newest first',
  ...secured('viewer'),
  request: { params, query: TransitionRequest },
  responses: { 200: json(page(Transition), 'Transitions'), ...problems },
});

const plan = createRoute({
  method: 'get',
  path: '/v1/rules/plan',
  tags,
  summary: 'How rules are evaluated together: groups, their queries and cost, how far they are',
  ...secured('viewer'),
  request: { query: RulePlanRequest },
  responses: { 200: json(page(RuleGroupPlan), 'Groups of rules that are judged by the same pass'), ...problems },
});

const preview = createRoute({
  method: 'post',
  path: '/v1/rules/preview',
  tags,
  summary: 'What a rule says now of each label set, with the evidence and the cost; nothing is kept',
  ...secured('viewer'),
  request: { body: body(Rule) },
  responses: { 200: json(RulePreview, 'The newest window whose data is there'), ...problems },
});

const backtest = createRoute({
  method: 'post',
  path: '/v1/rules/backtest',
  tags,
  summary: 'What a rule, or two versions of it, would have done over a time in the past; nothing is kept',
  ...secured('viewer'),
  request: { body: body(BacktestRequest) },
  responses: { 200: json(Backtest, 'States, incidents and notifications'), ...problems },
});

export const ruleRoutes = (context: Context) =>
  createRouter()
    .openapi(create, async (c) => {
      const rule = await createRule(context, c.get('caller'), c.req.valid('json'));
      const cost = await estimateCost(context, rule);
      return c.json({ ...rule, cost }, 201, { etag: etagOf(rule) });
    })
    .openapi(plan, async (c) => c.json(await planRules(context, c.get('caller'), c.req.valid('query')), 200))
    .openapi(preview, async (c) => c.json(await previewRule(context, c.get('caller'), c.req.valid('json')), 200))
    .openapi(backtest, async (c) =>
      c.json(await backtestRule(context, c.get('caller'), c.req.valid('json'), c.req.raw.signal), 200),
    )
    .openapi(list, async (c) => c.json(await listRules(context, c.get('caller'), c.req.valid('query')), 200))
    .openapi(get, async (c) => {
      const rule = await getRule(context, c.get('caller'), c.req.valid('param').name);
      return c.json(rule, 200, { etag: etagOf(rule) });
    })
    .openapi(replace, async (c) => {
      const rule = c.req.valid('json');
      requireName(c.req.valid('param').name, rule);
      const ifMatch = c.req.valid('header')['if-match'];
      const stored = await replaceRule(context, c.get('caller'), { rule, ifMatch });
      return c.json(stored, 200, { etag: etagOf(stored) });
    })
    .openapi(remove, async (c) => {
      const { name } = c.req.valid('param');
      await deleteRule(context, c.get('caller'), { name, ifMatch: c.req.valid('header')['if-match'] });
      return c.body(null, 204);
    })
    .openapi(state, async (c) => c.json(await getRuleState(context, c.get('caller'), c.req.valid('param').name), 200))
    .openapi(history, async (c) => {
      const request = { ...c.req.valid('query'), ...c.req.valid('param') };
      return c.json(await listTransitions(context, c.get('caller'), request), 200);
    });
