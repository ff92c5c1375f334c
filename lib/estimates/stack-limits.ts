import type { StackTemplate } from '../validation/joined-template.ts'

interface Use {
  readonly what: keyof (typeof PER_CONSUMER)['all']
  readonly used: number
  readonly limit: number
}

/**
 * The part of CloudFormation's limits on one stack that a template uses. Source:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
 * That page says "1 MB"; what CloudFormation answers beyond it is "Template may not exceed 1000000 bytes in size."
 */
export function stackLimits(template: StackTemplate['template']): readonly Use[] {
  return [
    { what: 'resources', used: Object.keys(template.Resources).length, limit: 500 },
    { what: 'outputs', used: Object.keys(template.Outputs ?? {}).length, limit: 200 },
    { what: 'bytes of template', used: Buffer.byteLength(JSON.stringify(template)), limit: 1_000_000 },
  ]
}

/** The most that one more consumer adds to each of them, by the setting `alarms`, shared alarms not counted. A test holds these numbers. */
export const PER_CONSUMER = {
  essential: { resources: 11, outputs: 1, 'bytes of template': 18_000 },
  all: { resources: 14, outputs: 1, 'bytes of template': 22_500 },
} as const

/** Share of a limit from which on the report suggests another layout. */
const NEARLY_FULL = 0.8

const LAYOUTS = 'docs/deploy.md#layouts'

/** How far each stack is from what it may have; the one that has all of a pipeline, or each of several. */
export function limitsReport(
  stage: string,
  alarms: keyof typeof PER_CONSUMER,
  stacks: readonly StackTemplate[],
): string {
  const [first, ...others] = stacks.map(({ stackName, template }) => ({ stackName, uses: stackLimits(template) }))
  if (!first) return ''
  const room = roomFor(alarms, first.uses)
  if (others.length === 0) {
    return [
      `The stack of stage ${stage} uses ${textOf(first.uses)}: room for about ${room} more consumers.`,
      ...fullness(first.uses).map(
        (is) => `It ${is}. With layout=services each service has a stack of its own: ${LAYOUTS}.`,
      ),
    ].join('\n')
  }
  const all = [first, ...others]
  return [
    `The ${all.length} stacks of stage ${stage} use`,
    ...all.map(({ stackName, uses }) => `  ${stackName}: ${textOf(uses)}`),
    ...all.flatMap(({ stackName, uses }) =>
      fullness(uses).map((is) => `${stackName} ${is}: ${LAYOUTS} says what to do.`),
    ),
  ].join('\n')
}

const number = (value: number) => value.toLocaleString('en-US')

const textOf = (uses: readonly Use[]): string =>
  uses.map(({ what, used, limit }) => `${number(used)} of ${number(limit)} ${what}`).join(', ')

/** How a sentence about a stack goes on that is nearly full, or more than full; nothing for any other. */
function fullness(uses: readonly Use[]): string[] {
  const beyond = uses.filter(({ used, limit }) => used > limit).map(({ what }) => what)
  if (beyond.length > 0) return [`has more ${beyond.join(' and ')} than CloudFormation takes`]
  return uses.some(({ used, limit }) => used / limit >= NEARLY_FULL) ? ['is nearly full'] : []
}

const roomFor = (alarms: keyof typeof PER_CONSUMER, uses: readonly Use[]): number =>
  Math.max(0, Math.min(...uses.map(({ what, used, limit }) => Math.floor((limit - used) / PER_CONSUMER[alarms][what]))))
