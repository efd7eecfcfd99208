// A route: which incidents are told of in which channels, how they are grouped, and how often. Terms and meaning are Alertmanager's.
import * as z from 'zod';
import { Stored } from '../definition.ts';
import { durationBetween } from '../duration.ts';
import { Description, FieldName, Name, Owner } from '../name.ts';
import { Matchers } from './matcher.ts';

export const Route = z
  .strictObject({
    name: Name,
    owner: Owner,
    description: Description.default(''),
    order: z.int().min(0).max(100_000).default(1000).describe('Lower ones are asked first; equal ones by name.'),
    matchers: Matchers.default([]).describe('All must hold; none match every incident.'),
    channels: z.array(Name).min(1).max(20),
    groupBy: z
      .union([z.literal('incident'), z.array(FieldName).max(20)])
      .default([])
      .describe('Incidents with the same values of these labels are told of together; `incident`: each by itself.'),
    groupWait: durationBetween('PT0S', 'PT1H')
      .default('PT30S')
      .describe('How long a new group waits for more incidents.'),
    groupInterval: durationBetween('PT0S', 'P1D')
      .default('PT5M')
      .describe('How long news of a group that was told of wait.'),
    repeatInterval: z
      .union([z.literal('never'), durationBetween('PT1M', 'P30D')])
      .default('PT4H')
      .describe('When a group with open incidents and no news is told of again.'),
    continue: z.boolean().default(false).describe('Whether later routes are asked after this one matched.'),
    enabled: z.boolean().default(true),
  })
  .meta({ id: 'Route' });
export type Route = z.infer<typeof Route>;

export const StoredRoute = Route.extend(Stored.shape).meta({ id: 'StoredRoute' });
export type StoredRoute = z.infer<typeof StoredRoute>;

/** Which routes take an incident with these labels. */
export const RouteTest = z
  .strictObject({ labels: z.record(FieldName, z.string().max(1000)) })
  .meta({ id: 'RouteTest' });
export type RouteTest = z.infer<typeof RouteTest>;

export const RouteTestResult = z
  .strictObject({
    routes: z.array(
      z.strictObject({ name: Name, channels: z.array(Name), groupLabels: z.record(FieldName, z.string()) }),
    ),
    channels: z.array(Name).describe("Of all of them. A rule's own channels come on top."),
  })
  .meta({ id: 'RouteTestResult' });
export type RouteTestResult = z.infer<typeof RouteTestResult>;
