import { access, type Input, list, type Operations, onEverything, type Surroundings, text } from './action.ts'

/** Metrics have no ARNs: a grant is narrowed by their namespace. */
export const cloudWatch: Operations = {
  PutMetricData: ({ Namespace }) => [
    access('cloudwatch:PutMetricData', '*', text(Namespace) ? { 'cloudwatch:namespace': text(Namespace) ?? '' } : {}),
  ],
  ...onEverything('cloudwatch', 'GetMetricData', 'GetMetricStatistics', 'ListMetrics', 'DescribeAlarmsForMetric'),
  DescribeAlarms: () => [access('cloudwatch:DescribeAlarms', '*')],
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

/** Everyone may ask who they are. */
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
