import type { StackTemplate } from '../validation/joined-template.ts'

interface Use {
  readonly what: string
  readonly used: number
  readonly limit: number
}

const MB = 1_048_576

/**
 * The part of CloudFormation's limits on one stack that a template uses. Source:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
 */
export function stackLimits(template: StackTemplate['template']): readonly Use[] {
  return [
    { what: 'resources', used: Object.keys(template.Resources).length, limit: 500 },
    { what: 'outputs', used: Object.keys(template.Outputs ?? {}).length, limit: 200 },
    { what: 'bytes of template', used: Buffer.byteLength(JSON.stringify(template)), limit: MB },
  ]
}

/** The most resources that one more consumer adds, shared alarms not counted. A test holds this number. */
export const RESOURCES_PER_CONSUMER = { essential: 11, all: 14 } as const

/** Share of a limit from which on the report suggests another layout. */
const NEARLY_FULL = 0.8

const LAYOUTS = 'docs/deploy.md#layouts'

/** How far each stack is from what it may have; the one that has all of a pipeline, or each of several. */
export function limitsReport(
  stage: string,
  alarms: keyof typeof RESOURCES_PER_CONSUMER,
  stacks: readonly StackTemplate[],
): string {
  const [first, ...others] = stacks.map(({ stackName, template }) => ({ stackName, uses: stackLimits(template) }))
  if (!first) return ''
  const room = roomFor(alarms, first.uses)
  if (others.length === 0) {
    return [
      `The stack of stage ${stage} uses ${textOf(first.uses)}: room for about ${room} more consumers.`,
      ...(isNearlyFull(first.uses)
        ? [`It is nearly full. With layout=services each service has a stack of its own: ${LAYOUTS}.`]
        : []),
    ].join('\n')
  }
  const all = [first, ...others]
  return [
    `The ${all.length} stacks of stage ${stage} use`,
    ...all.map(({ stackName, uses }) => `  ${stackName}: ${textOf(uses)}`),
    ...all.flatMap(({ stackName, uses }) =>
      isNearlyFull(uses) ? [`${stackName} is nearly full: ${LAYOUTS} says what to do.`] : [],
    ),
  ].join('\n')
}

const number = (value: number) => value.toLocaleString('en-US')

const textOf = (uses: readonly Use[]): string =>
  uses.map(({ what, used, limit }) => `${number(used)} of ${number(limit)} ${what}`).join(', ')

const isNearlyFull = (uses: readonly Use[]): boolean => uses.some(({ used, limit }) => used / limit > NEARLY_FULL)

const roomFor = (alarms: keyof typeof RESOURCES_PER_CONSUMER, [resources]: readonly Use[]): number =>
  resources ? Math.max(0, Math.floor((resources.limit - resources.used) / RESOURCES_PER_CONSUMER[alarms])) : 0
