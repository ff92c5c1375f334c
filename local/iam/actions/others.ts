import { access, type Input, list, type Operations, onEverything, type Surroundings, text } from './action.ts'

/** Metrics have no ARNs: a grant is narrowed by their namespace. */
export const cloudWatch: Operations = {
  PutMetricData: ({ Namespace }) => [
    access('cloudwatch:PutMetricData', '*', text(Namespace) ? { 'cloudwatch:namespace': text(Namespace) ?? '' } : {}),
  ],
  ...onEverything('cloudwatch', 'GetMetricData', 'GetMetricStatistics', 'ListMetrics', 'DescribeAlarmsForMetric'),
  DescribeAlarms: () => [access('cloudwatch:DescribeAlarms', '*')],
}

const logGroup = (name: unknown, { region, accountId }: Surroundings): string =>
  `arn:aws:logs:${region}:${accountId}:log-group:${text(name) ?? ''}`

/** A group is named by its name or its ARN. */
const groupOf = ({ logGroupName, logGroupIdentifier }: Input): string =>
  text(logGroupName) ?? text(logGroupIdentifier)?.split(':log-group:').at(-1)?.replace(/:\*$/, '') ?? ''

export const logs: Operations = {
  DescribeLogGroups: (_, surroundings) => [access('logs:DescribeLogGroups', logGroup('', surroundings))],
  DescribeLogStreams: (input, surroundings) => [
    access('logs:DescribeLogStreams', `${logGroup(groupOf(input), surroundings)}:*`),
  ],
  FilterLogEvents: (input, surroundings) => [
    access('logs:FilterLogEvents', `${logGroup(groupOf(input), surroundings)}:*`),
  ],
  GetLogEvents: (input, surroundings) => [
    access(
      'logs:GetLogEvents',
      `${logGroup(groupOf(input), surroundings)}:log-stream:${text(input.logStreamName) ?? ''}`,
    ),
  ],
}

const parameter =
  (action: string, namesOf: (input: Input) => readonly unknown[]) =>
  (input: Input, { region, accountId }: Surroundings) =>
    namesOf(input).map((name) =>
      access(`ssm:${action}`, `arn:aws:ssm:${region}:${accountId}:parameter/${String(name).replace(/^\//, '')}`),
    )

export const ssm: Operations = {
  GetParameter: parameter('GetParameter', ({ Name }) => [Name]),
  GetParameters: parameter('GetParameters', ({ Names }) => list(Names)),
  GetParametersByPath: parameter('GetParametersByPath', ({ Path }) => [Path]),
}

/** Every caller may call this: it tells callers their own identity. */
export const sts: Operations = {
  GetCallerIdentity: () => [],
  AssumeRole: ({ RoleArn }) => [access('sts:AssumeRole', text(RoleArn) ?? '')],
}

export const cloudFormation: Operations = onEverything(
  'cloudformation',
  'DescribeStacks',
  'DescribeStackResources',
  'DescribeStackResource',
  'ListStackResources',
  'ListStacks',
  'GetTemplate',
)
