import { z } from 'zod'
import { bounded, checkInput, inputProblems, oneOf, optional, wholeBetween } from '../endpoint/checked-input.ts'
import type { JsonOperation } from '../endpoint/json-protocol.ts'
import type { Problem } from '../problem.ts'
import { type Archive, busNameOf, type Rule, type Target } from './model.ts'
import { patternProblems, ruleProblems, targetsProblems } from './rule-problems.ts'

const name = bounded(1, 64, /^[.\-_A-Za-z0-9]+$/)
const arn = bounded(1, 1600)
const text = z.string()

const target = z.looseObject({
  Id: name,
  Arn: arn,
  RoleArn: optional(arn),
  Input: optional(bounded(0, 8192)),
  InputPath: optional(bounded(0, 256)),
  InputTransformer: optional(
    z.looseObject({
      InputPathsMap: optional(z.record(bounded(1, 256, /^[A-Za-z0-9_-]+$/), bounded(0, 256))),
      InputTemplate: bounded(1, 8192),
    }),
  ),
  DeadLetterConfig: optional(z.looseObject({ Arn: optional(arn) })),
  RetryPolicy: optional(
    z.looseObject({
      MaximumRetryAttempts: optional(wholeBetween(0, 185)),
      MaximumEventAgeInSeconds: optional(wholeBetween(60, 86_400)),
    }),
  ),
  SqsParameters: optional(z.looseObject({ MessageGroupId: optional(text) })),
})

/** Members that mean the same in every operation. https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Operations.html */
const members = {
  EventBusName: bounded(1, 1600),
  NamePrefix: bounded(1, 64),
  EventPattern: bounded(0, 4096),
  ScheduleExpression: bounded(0, 256),
  Description: bounded(0, 512),
  State: text,
  Name: bounded(1, 256),
  Rule: name,
  Ids: z.array(name).min(1, 'Member must have length greater than or equal to 1'),
  // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html: "maximum number of entries per request is 10".
  Targets: z
    .array(target)
    .min(1, 'Member must have length greater than or equal to 1')
    .max(10, 'Member must have length less than or equal to 10'),
  TargetArn: arn,
  Event: text,
  ArchiveName: bounded(1, 48, /^[.\-_A-Za-z0-9]+$/),
  EventSourceArn: arn,
  RetentionDays: z.int().min(0, 'Member must have value greater than or equal to 0'),
  ReplayName: name,
  EventStartTime: z.number(),
  EventEndTime: z.number(),
  Destination: z.looseObject({ Arn: arn, FilterArns: optional(z.array(arn)) }),
} satisfies Record<string, z.ZodType>

/** Members that mean something else in one operation. */
const exceptions: Record<string, Record<string, z.ZodType>> = {
  PutRule: { Name: name, State: oneOf('ENABLED', 'DISABLED', 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS') },
}

const required: Record<string, (keyof typeof members)[]> = {
  CreateEventBus: ['Name'],
  DeleteEventBus: ['Name'],
  PutRule: ['Name'],
  DescribeRule: ['Name'],
  EnableRule: ['Name'],
  DisableRule: ['Name'],
  DeleteRule: ['Name'],
  PutTargets: ['Rule', 'Targets'],
  RemoveTargets: ['Rule', 'Ids'],
  ListTargetsByRule: ['Rule'],
  ListRuleNamesByTarget: ['TargetArn'],
  TestEventPattern: ['EventPattern', 'Event'],
  CreateArchive: ['ArchiveName', 'EventSourceArn'],
  UpdateArchive: ['ArchiveName'],
  DescribeArchive: ['ArchiveName'],
  DeleteArchive: ['ArchiveName'],
  StartReplay: ['ReplayName', 'EventSourceArn', 'EventStartTime', 'EventEndTime', 'Destination'],
  DescribeReplay: ['ReplayName'],
  CancelReplay: ['ReplayName'],
}

function schemaOf(operation: string): z.ZodType {
  const needed = new Set<string>(required[operation])
  return z.looseObject(
    Object.fromEntries(
      Object.entries({ ...members, ...exceptions[operation] }).map(([name, schema]) => [
        name,
        needed.has(name) ? schema : optional(schema),
      ]),
    ),
  )
}

/** The operations, each told only of input whose members are of AWS's types, within its bounds, and there. */
export function withCheckedInput(operations: Record<string, JsonOperation>): Record<string, JsonOperation> {
  return Object.fromEntries(
    Object.entries(operations).map(([operation, run]) => {
      // Made with the first request. A start needs none of them, and all together are some hundred schemas.
      let schema: z.ZodType | undefined
      const checked: JsonOperation = (input, request) => {
        schema ??= schemaOf(operation)
        return run(checkInput(schema, input) as never, request)
      }
      return [operation, checked]
    }),
  )
}

const [forRules, forTargets, forArchives] = ['PutRule', 'PutTargets', 'CreateArchive'].map(schemaOf) as [
  z.ZodType,
  z.ZodType,
  z.ZodType,
]

/** What PutRule and PutTargets refuse in a rule that a template declares; a name is left out where one is made that fits. */
export function* ruleRefusals({ Name = 'rule', Targets = [], ...rest }: DeclaredRule): Iterable<Problem> {
  yield* inputProblems(forRules, { Name, ...rest })
  yield* ruleProblems(rest, busNameOf(rest.EventBusName))
  if (Targets.length > 0) yield* inputProblems(forTargets, { Rule: 'rule', Targets })
  yield* targetsProblems(Targets)
}

/** The same of CreateArchive. */
export function* archiveRefusals({ ArchiveName = 'archive', ...rest }: DeclaredArchive): Iterable<Problem> {
  yield* inputProblems(forArchives, { ArchiveName, ...rest })
  yield* patternProblems(rest.EventPattern)
}

export type DeclaredRule = Partial<Pick<Rule, 'Name' | 'EventPattern' | 'ScheduleExpression' | 'Description'>> & {
  EventBusName?: string
  State?: string
  Targets?: readonly Target[]
}
export type DeclaredArchive = Partial<
  Pick<Archive, 'ArchiveName' | 'Description' | 'EventPattern' | 'RetentionDays'>
> & {
  EventSourceArn: string
}
